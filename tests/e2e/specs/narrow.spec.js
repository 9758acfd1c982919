/** The smallest window, 800 × 600: nothing hangs out, and the action of a view is whole. */
import { isWhole } from '../harness/judge.js';
import { atEveryView } from '../harness/looks.js';
import { useBrowser } from '../harness/scene.js';

useBrowser();

atEveryView('800 × 600', { width: 800, height: 600 }, isWhole);
