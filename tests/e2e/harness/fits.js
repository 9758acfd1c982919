/** Whether everything fits: what is cut by the window or by what stands around it. */
import assert from 'node:assert/strict';

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

/** The page is as large as the window, and no control hangs out of it. */
export async function fits(page) {
  const { width, height } = page.viewportSize();
  const size = await page.evaluate(() => ({ width: document.documentElement.scrollWidth, height: document.documentElement.scrollHeight }));
  assert.ok(size.width <= width, `the page is ${size.width} wide`);
  assert.ok(size.height <= height, `the page itself scrolls, it is ${size.height} high`);
  assert.deepEqual(await cutControls(page), [], 'controls hang out of the window');
  assert.deepEqual(await cutWords(page), [], 'words of buttons are cut');
}

/** The action that a view is there for can be seen whole. */
export async function showsAction(page, name) {
  const { width, height } = page.viewportSize();
  const action = page.getByRole('button', { name, exact: true }).first();
  await action.scrollIntoViewIfNeeded();
  const box = await action.boundingBox();
  // A line may end within a pixel.
  assert.ok(box !== null && box.x >= 0 && box.x + box.width <= width + 1 && box.y >= 0 && box.y + box.height <= height + 1, `${name} is cut off: ${JSON.stringify(box)}`);
}
