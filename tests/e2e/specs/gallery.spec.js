/**
 * The gallery: every part in every state, in both themes and in a person's own colours. Each page
 * is held to WCAG and to its width, and photographed into `target/e2e/gallery/`.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { violations } from '../harness/axe.js';
import { output, root } from '../harness/build.js';
import { DevServer } from '../harness/dev-server.js';
import { fits } from '../harness/fits.js';
import { hearComplaints, newContext, useBrowser } from '../harness/scene.js';
import { see } from '../harness/see.js';

const LIMIT = { timeout: 120_000 };
/** The server makes each file when it is first asked for it. */
const FIRST = { timeout: 60_000 };
const FEWEST_COLOURS = 40;
const pages = ['', 'states', 'more', 'frame', 'dialog', 'overlay'];
const folder = join(output, 'gallery');
let server;

useBrowser();
before(async () => {
  server = await DevServer.start();
  mkdirSync(folder, { recursive: true });
  // What the server finds out about packages while it is asked first may load a page anew.
  for (const page of ['states', 'frame']) await inGallery(page, { theme: 'light' }, () => undefined);
}, LIMIT);
after(() => server?.stop());

/** One for each setting: it keeps the many files of a development build. */
const contexts = new Map();

async function contextOf(setting) {
  const key = JSON.stringify(setting);
  if (!contexts.has(key)) contexts.set(key, await newContext(setting));
  return contexts.get(key);
}

/** Shows a page of the gallery; it is whole when its fonts are here and nothing moves. */
async function inGallery(name, setting, act) {
  const context = await contextOf(setting);
  const page = await context.newPage();
  const complaints = [];
  try {
    hearComplaints(page, complaints);
    await page.goto(`${server.base}/?sample&gallery=${name}&theme=${setting.theme ?? 'light'}`, FIRST);
    await page.locator(name === 'dialog' || name === 'overlay' ? '[role="dialog"]' : 'main').first().waitFor(FIRST);
    await page.evaluate(() => document.fonts.ready);
    await act(page);
  } finally {
    await page.close();
  }
  return complaints;
}

/** As high as what it holds, so that the picture has all of it. */
async function unroll(page) {
  const { width, height } = page.viewportSize();
  const whole = await page.evaluate(() => Math.max(0, ...[...document.querySelectorAll('.plates, .columns')].map((one) => one.scrollHeight)) + 80);
  await page.setViewportSize({ width, height: Math.max(height, whole) });
}

async function photograph(page, name) {
  const picture = await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
  const colours = await page.evaluate(countColours, picture.toString('base64'));
  assert.ok(colours >= FEWEST_COLOURS, `${name} is nearly blank: ${colours} colours`);
}

async function countColours(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  canvas.drawImage(bitmap, 0, 0);
  return new Set(new Uint32Array(canvas.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer)).size;
}

async function isSound(page) {
  const found = await violations(page);
  assert.equal(found.length, 0, found.join('\n'));
}

const title = (name) => (name === '' ? 'parts' : name);

for (const name of pages) {
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    test(`gallery: ${title(name)}, ${theme}`, LIMIT, async () => {
      const complaints = await inGallery(name, { theme }, async (page) => {
        await unroll(page);
        await photograph(page, `${title(name)}-${theme}`);
        await isSound(page);
      });
      assert.deepEqual(complaints, [], 'the page complained');
    });
  }

  test(`gallery: ${title(name)}, 800 wide`, LIMIT, async () => {
    await inGallery(name, { width: 800, height: 600 }, async (page) => {
      await fits(page);
      await unroll(page);
      await photograph(page, `${title(name)}-narrow`);
    });
  });
}

for (const name of ['states', 'frame']) {
  test(`gallery: ${title(name)}, a person’s own colours`, LIMIT, async () => {
    await inGallery(name, { forced: true, contrast: 'more' }, async (page) => {
      await unroll(page);
      await photograph(page, `${title(name)}-forced`);
      await isSound(page);
    });
  });
}

/** What opens: where it is pressed, and what is there then. */
const floating = {
  menu: [(page) => page.getByRole('button', { name: 'Framed menu' }), (page) => page.getByRole('menu')],
  popover: [(page) => page.getByRole('button', { name: 'Where from?' }), (page) => page.getByRole('dialog')],
  select: [(page) => page.getByRole('combobox', { name: 'With a logo' }), (page) => page.getByRole('listbox')],
  combobox: [(page) => page.getByRole('combobox', { name: 'Account' }), (page) => page.getByRole('listbox')],
  filter: [(page) => page.getByRole('button', { name: 'Health is not Healthy, Revoked' }), (page) => page.getByRole('dialog')],
  tooltip: [(page) => page.getByText('12 min ago'), (page) => page.getByRole('tooltip')],
};

/** The page has come to rest before: a tooltip goes when something scrolls. */
async function pointAt(page, locator) {
  await locator.scrollIntoViewIfNeeded();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await locator.hover();
}

for (const theme of /** @type {const} */ (['light', 'dark'])) {
  test(`gallery: what opens, ${theme}`, LIMIT, async () => {
    const complaints = await inGallery('states', { theme }, async (page) => {
      for (const [name, [opener, opened]] of Object.entries(floating)) {
        if (name === 'tooltip') await pointAt(page, opener(page));
        else await opener(page).click();
        if (name === 'combobox') await page.keyboard.press('ArrowDown');
        await see(opened(page));
        await photograph(page, `open-${name}-${theme}`);
        await isSound(page);
        await page.keyboard.press('Escape');
        await page.mouse.move(0, 0);
        await opened(page).waitFor({ state: 'hidden' });
      }
    });
    assert.deepEqual(complaints, [], 'the page complained');
  });
}

/** The components that what is drawn stands in, as the development build notes them. */
function drawnIn() {
  const found = new Set();
  for (const element of document.querySelectorAll('*')) {
    const file = element.__svelte_meta?.loc.file ?? '';
    if (file.includes('/parts/')) found.add(file.replace(/^.*\/|\.svelte$/g, ''));
    // What is put elsewhere, such as a dialog, is known by the file its inside is written into.
    for (let at = element.__svelte_meta?.parent; at; at = at.parent) {
      if (at.componentTag) found.add(at.componentTag);
      if (at.file?.includes('/parts/')) found.add(at.file.replace(/^.*\/|\.svelte$/g, ''));
    }
  }
  return [...found];
}

test('gallery: every part is drawn', LIMIT, async () => {
  const parts = readdirSync(join(root, 'ui/src/parts')).filter((name) => name.endsWith('.svelte')).map((name) => basename(name, '.svelte'));
  const drawn = new Set();
  for (const name of pages) {
    await inGallery(name, { theme: 'light' }, async (page) => {
      const [opener, opened] = floating.tooltip;
      if (name === 'states') await pointAt(page, opener(page)).then(() => see(opened(page)));
      for (const part of await page.evaluate(drawnIn)) drawn.add(part);
    });
  }
  assert.ok(parts.length > 50, 'the parts are where they were');
  assert.deepEqual(parts.filter((part) => !drawn.has(part)), [], 'parts that stand nowhere in the gallery');
});
