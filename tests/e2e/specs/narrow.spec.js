/** The smallest window, 800 × 600: nothing hangs out, and the action of a view is whole. */
import { fits, showsAction } from '../harness/fits.js';
import { atEveryView } from '../harness/looks.js';
import { useBrowser } from '../harness/scene.js';

useBrowser();

atEveryView('800 × 600', { width: 800, height: 600 }, async (page, view) => {
  await fits(page);
  if (view.primary !== undefined) await showsAction(page, view.primary);
});
