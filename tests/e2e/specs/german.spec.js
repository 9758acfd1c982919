/** Every view in German, in the smallest window: nothing is left in English, nothing is cut, axe is content. */
import assert from 'node:assert/strict';
import { isAccessible, isWhole } from '../harness/judge.js';
import { atEveryView } from '../harness/looks.js';
import { useBrowser } from '../harness/scene.js';
import { leftInEnglish } from '../harness/words.js';

useBrowser();

/** Every text that is seen or told, each piece by itself and each block as a whole. */
function textsOf(page) {
  return page.evaluate(() => {
    const texts = [document.title];
    for (const element of document.body.querySelectorAll('*')) {
      for (const name of ['aria-label', 'placeholder', 'title', 'alt']) texts.push(element.getAttribute(name) ?? '');
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.push(node.data);
      if (['P', 'LI', 'H1', 'H2', 'H3', 'BUTTON', 'A', 'LABEL', 'TD', 'TH', 'DT', 'DD'].includes(element.tagName)) texts.push(element.textContent ?? '');
    }
    return [...new Set(texts.map((text) => text.replaceAll(/\s+/g, ' ').trim()).filter((text) => text !== ''))];
  });
}

atEveryView('German', { language: 'de', width: 800, height: 600 }, async (page, view) => {
  if (!view.english) {
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
    assert.deepEqual(leftInEnglish(await textsOf(page)), [], 'this is left in English');
  }
  await isWhole(page, view);
  await isAccessible(page);
});
