/**
 * Photographs every view in every state, language and theme into
 * `target/shots/<language>/<theme>/<view>[-narrow|-wide].png`, and the README's pictures into
 * `.github/pictures/`. `npm run shots -- matrix` takes only the views whose name holds that word.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { output, prepare, root } from './harness/build.js';
import { freeOn } from './harness/ports.js';
import { withBrowser } from './harness/scene.js';
import { eachView, stageOf } from './harness/stages.js';
import { views } from './harness/views.js';

/** Where the practice apps come back to, if nothing else is there. */
const PORT = 3917;
const LARGEST = 250 * 1024;
const sizes = { '': [1280, 820], narrow: [800, 600], wide: [1440, 900] };
const themes = /** @type {const} */ (['light', 'dark']);
const languages = /** @type {const} */ (['en', 'de']);
/** View → its name in the README, which is in English. */
const readme = { installations: 'installations', matrix: 'matrix', 'installation-needs-reauthorization': 'installation', 'app-scopes': 'app', 'install-waiting': 'install' };

const words = process.argv.slice(2);
const wanted = ({ name }) => words.length === 0 || words.some((word) => name.includes(word));
const shots = join(output, '../shots');
const pictures = join(root, '.github/pictures');
let taken = 0;

async function shoot(page, name, folder) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  taken += 1;
  if (folder === pictures && statSync(path).size > LARGEST) throw new Error(`${path} is larger than 250 KB`);
}

/** Every wanted view of a world as one person has the window. A view may change its world, so each has one of its own. */
async function photograph(world, { language, theme, size }) {
  const free = (await freeOn(PORT, '127.0.0.1')) && (await freeOn(PORT, '::1'));
  const [width, height] = sizes[size];
  const set = await stageOf(world, { past: true, language, theme, width, height, ...(free ? { port: PORT } : {}) });
  const look = async ({ name }, page) => {
    await shoot(page, size === '' ? name : `${name}-${size}`, join(shots, language, theme));
    if (language === 'en' && size === '' && name in readme) await shoot(page, `${readme[name]}-${theme}`, pictures);
  };
  try {
    await eachView(set, world, await set.open(), look, wanted);
    if (set.complaints.length > 0) throw new Error(set.complaints.join('\n'));
  } catch (error) {
    await set.photograph(`shots ${world}`);
    throw error;
  } finally {
    await set.strike();
  }
}

prepare();
const worlds = [...new Set(views.filter(wanted).map(({ world }) => world))];
if (worlds.length === 0) throw new Error(`no view is called ${words.join(' or ')}`);
await withBrowser(async () => {
  for (const language of languages) for (const theme of themes) for (const size of Object.keys(sizes)) for (const world of worlds) await photograph(world, { language, theme, size });
});
console.log(`${taken} pictures in ${shots} and ${pictures}`);
