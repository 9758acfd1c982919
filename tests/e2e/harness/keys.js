/** A person without a mouse. */
import assert from 'node:assert/strict';
import { focused, keepsFocus, until } from './see.js';

/** Presses keys one after the other; the focus stays somewhere. */
export async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await keepsFocus(page, key);
  }
}

/** Tabs on until the focus is on something called so. */
export async function tabTo(page, name, key = 'Tab') {
  const met = [];
  for (let step = 0; step < 80; step++) {
    await page.keyboard.press(key);
    const here = await focused(page);
    if (name.test(here)) return;
    met.push(here);
  }
  assert.fail(`Tab never comes to ${name}; it met ${met.slice(0, 50).join(' · ')}`);
}

export async function focusIs(page, name, why) {
  await until(page, async () => name.test(await focused(page)), `${why}; the focus is on ${await focused(page)}`);
}
