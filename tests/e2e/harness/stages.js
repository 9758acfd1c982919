/** The scenes that views are looked at in: nothing at all, apps without installations, a whole world. */
import { saveApp } from './desk.js';
import { Scene } from './scene.js';
import { PASSPHRASE, views } from './views.js';
import { buildWorld } from './world.js';

const keyring = `passphrase:${PASSPHRASE}`;

/** @param {'none'|'empty'|'filled'} world @param {import('./scene.js').Setting} more */
export async function stageOf(world, more = {}) {
  const set = await Scene.set({ practice: world !== 'none', named: world === 'filled', keyring, ...more });
  set.passphrase = PASSPHRASE;
  try {
    if (world === 'empty') for (const name of ['Invoice Sync', 'Call Notes']) await saveApp(set, name);
    if (world === 'filled') set.world = await buildWorld(set, more.past);
  } catch (error) {
    await set.strike();
    throw error;
  }
  return set;
}

/** Shows each view that belongs to a world, and hands it over. */
export async function eachView(set, world, page, look) {
  for (const view of views.filter((one) => one.world === world)) {
    await view.go(page, set);
    await page.mouse.move(0, 0);
    await settle(page);
    await look(view);
    await view.after?.(page, set);
  }
}

/** Fonts are here, nothing is being read, and nothing moves. */
async function settle(page) {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() => !document.body.textContent.includes('Reading…'));
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null && document.getAnimations().every(({ playState }) => playState !== 'running'));
}
