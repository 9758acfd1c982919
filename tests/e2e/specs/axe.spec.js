/** WCAG 2.2 AA at every view, in both themes, by axe. */
import assert from 'node:assert/strict';
import { violations } from '../harness/axe.js';
import { atEveryView } from '../harness/looks.js';
import { useBrowser } from '../harness/scene.js';

useBrowser();

for (const theme of /** @type {const} */ (['light', 'dark'])) {
  atEveryView(`axe ${theme}`, { theme }, async (page) => {
    const found = await violations(page);
    assert.equal(found.length, 0, found.join('\n'));
  });
}
