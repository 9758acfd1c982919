/** The scenes that views are looked at in: nothing at all, apps without installations, a whole world. */
import { saveApp } from './desk.js';
import { quiet } from './quiet.js';
import { Scene } from './scene.js';
import { speakingGerman } from './tongue.js';
import { PASSPHRASE, views } from './views.js';
import { buildWorld } from './world.js';

const keyring = `passphrase:${PASSPHRASE}`;

/**
 * Nothing happens in it but what is done to it: its clock is held, so that a view is the same whether it is looked at after
 * a second or after ten minutes.
 * @param {'none'|'empty'|'filled'} world @param {import('./scene.js').Setting} more
 */
export async function stageOf(world, more = {}) {
  const set = await Scene.set({ practice: world !== 'none', named: world === 'filled', keyring, clock: 'held', ...more });
  set.passphrase = PASSPHRASE;
  try {
    if (world === 'empty') for (const name of ['Invoice Sync', 'Call Notes']) await saveApp(set, name);
    if (world === 'filled') set.world = await buildWorld(set, more.past);
    if (more.language !== undefined) await speak(set, more.language);
  } catch (error) {
    await set.strike();
    throw error;
  }
  return set;
}

/** The window's language from now on. */
async function speak({ bridge }, language) {
  const { settings } = await bridge.call('session_get');
  await bridge.call('settings_save', { ...settings, language });
}

/** Shows each wanted view that belongs to a world, and hands it over. */
export async function eachView(set, world, page, look, wanted = (_) => true) {
  const { language } = await set.bridge.call('session_get');
  const spoken = language === 'de' ? speakingGerman(page) : page;
  for (const view of views.filter((one) => one.world === world && wanted(one))) {
    await view.go(spoken, set);
    await page.mouse.move(0, 0);
    await quiet(page, view.pending);
    await look(view, spoken);
    await view.after?.(spoken, set);
  }
}
