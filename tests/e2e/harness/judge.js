/** What every view is judged by: WCAG 2.2 AA by axe, and whether it is whole in its window. */
import assert from 'node:assert/strict';
import { violations } from './axe.js';
import { fits, showsAction } from './fits.js';

export async function isAccessible(page) {
  const found = await violations(page);
  assert.equal(found.length, 0, found.join('\n'));
}

/** Nothing hangs out of the window, and the action of a view is whole. */
export async function isWhole(page, view) {
  await fits(page);
  if (view.primary !== undefined) await showsAction(page, view.primary);
}
