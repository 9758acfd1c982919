/** What a person asks of their system and the window follows: twice as large, more contrast, nothing that moves. */
import assert from 'node:assert/strict';
import { violations } from '../harness/axe.js';
import { isWhole } from '../harness/judge.js';
import { atEveryView } from '../harness/looks.js';
import { useBrowser } from '../harness/scene.js';

useBrowser();

/** A window of 1280 × 820 at 200 %. */
atEveryView('200 %', { width: 640, height: 410, scale: 2 }, isWhole);

/** What began to move in this page since it was first asked. */
function moved(page) {
  return page.evaluate(() => {
    if (window.moved === undefined) {
      window.moved = [];
      for (const kind of ['animationstart', 'transitionrun']) {
        document.addEventListener(kind, ({ target, animationName, propertyName }) => window.moved.push(`${animationName ?? propertyName} of ${target.className || target.tagName}`), true);
      }
    }
    const now = document.getAnimations().map(({ effect }) => String(effect?.target?.className));
    return [...window.moved.splice(0), ...now];
  });
}

for (const theme of /** @type {const} */ (['light', 'dark'])) {
  /** Text as WCAG AAA has it: 7 to 1, large text 4.5 to 1. The scene asks for no motion. */
  atEveryView(`more contrast, no motion, ${theme}`, { contrast: 'more', theme }, async (page) => {
    const faint = await violations(page, ['color-contrast-enhanced']);
    assert.equal(faint.length, 0, faint.join('\n'));
    assert.deepEqual(await moved(page), [], 'it moves');
  });
}
