/** What a person sees or doesn't, with a deadline. */
import assert from 'node:assert/strict';
import { PATIENCE } from './scene.js';

export function see(locator) {
  return locator.waitFor({ state: 'visible' });
}

export function gone(locator) {
  return locator.waitFor({ state: 'hidden' });
}

/** Asks again until it holds, by the browser's own frames rather than by guesses at times. */
export async function until(page, holds, what) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    if (await holds()) return;
    if (Date.now() > end) assert.fail(`not within ${PATIENCE / 1000} s: ${what}`);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
}

export async function says(locator, text, why) {
  await locator.filter({ hasText: text }).first().waitFor({ state: 'visible' }).catch(async () => {
    const found = await locator.first().innerText({ timeout: 500 }).catch(() => 'nothing there');
    assert.fail(`${why ?? 'it says'} ${text}: found ${found}`);
  });
}

/** Where the focus is, in words. */
export function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return 'body';
    const name = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent ?? '';
    return `${element.getAttribute('role') ?? element.tagName.toLowerCase()} ${name.trim().replaceAll(/\s+/g, ' ').slice(0, 80)}`;
  });
}

/** The focus is never lost: after each step something has it. */
export async function keepsFocus(page, after) {
  const deadline = Date.now() + 1_500;
  while ((await focused(page)) === 'body') {
    if (Date.now() > deadline) assert.fail(`the focus is lost after ${after}`);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
}
