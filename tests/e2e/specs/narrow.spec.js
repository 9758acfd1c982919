/** The smallest window, 800 × 600: nothing hangs out, and the action of a view is whole. */
import assert from 'node:assert/strict';
import { atEveryView } from '../harness/looks.js';
import { useBrowser } from '../harness/scene.js';

useBrowser();

/** Controls that are seen, but not wholly: cut by the window or by what clips them. */
function cutControls(page) {
  return page.evaluate(() => {
    const cut = [];
    for (const control of document.querySelectorAll('button, a[href], input, [role="tab"]')) {
      const box = control.getBoundingClientRect();
      if (box.width < 2 || box.height < 2 || control.closest('.unseen, [aria-hidden="true"], [inert]')) continue;
      // What scrolls by itself shows the rest by scrolling.
      const scrolls = [...ancestors(control)].some((one) => one.scrollWidth > one.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX));
      if (!scrolls && (box.left < -1 || box.right > window.innerWidth + 1)) cut.push(`${control.tagName} ${control.textContent?.trim().slice(0, 40)} ${Math.round(box.left)}–${Math.round(box.right)}`);
    }
    return cut;

    function* ancestors(element) {
      for (let one = element.parentElement; one !== null; one = one.parentElement) yield one;
    }
  });
}

/** Text of a button that doesn't fit into it. */
function cutWords(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('button')]
      .filter((button) => button.clientWidth > 0 && !button.closest('.clip') && button.scrollWidth > button.clientWidth + 2 && getComputedStyle(button).overflow !== 'visible')
      .map((button) => button.textContent?.trim()),
  );
}

atEveryView('800 × 600', { width: 800, height: 600 }, async (page, view) => {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 800, `the page is ${width} wide`);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  assert.ok(height <= 600, `the page itself scrolls, it is ${height} high`);
  assert.deepEqual(await cutControls(page), [], 'controls hang out of the window');
  assert.deepEqual(await cutWords(page), [], 'words of buttons are cut');
  if (view.primary === undefined) return;
  const action = page.getByRole('button', { name: view.primary, exact: true }).first();
  await action.scrollIntoViewIfNeeded();
  const box = await action.boundingBox();
  assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 800 && box.y >= 0 && box.y + box.height <= 600, `${view.primary} is cut off: ${JSON.stringify(box)}`);
});
