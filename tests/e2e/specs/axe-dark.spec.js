/** WCAG 2.2 AA at every view by axe, in the dark theme. */
import { isAccessible } from '../harness/judge.js';
import { atEveryView } from '../harness/looks.js';
import { useBrowser } from '../harness/scene.js';

useBrowser();

atEveryView('axe dark', { theme: 'dark' }, isAccessible);
