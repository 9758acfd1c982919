/** WCAG 2.2 AA at every view, in both themes, by axe. */
import { isAccessible } from '../harness/judge.js';
import { atEveryView } from '../harness/looks.js';
import { useBrowser } from '../harness/scene.js';

useBrowser();

for (const theme of /** @type {const} */ (['light', 'dark'])) atEveryView(`axe ${theme}`, { theme }, isAccessible);
