/**
 * Photographs every view in both themes into `target/shots/`, and the README's pictures into
 * `.github/pictures/`. `npm run shots -- matrix` takes only the views whose name holds that word.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { output, prepare, root } from './harness/build.js';
import { freeOn } from './harness/ports.js';
import { withBrowser } from './harness/scene.js';
import { eachView, stageOf } from './harness/stages.js';

/** Where the practice apps come back to, if nothing else is there. */
const PORT = 3917;
const LARGEST = 250 * 1024;
const sizes = { '': [1280, 820], narrow: [800, 600], wide: [1440, 900] };
const themes = /** @type {const} */ (['light', 'dark']);
/** View → its name in the README. */
const readme = { installations: 'installations', matrix: 'matrix', 'installation-needs-reauthorization': 'installation', 'app-scopes': 'app', 'install-waiting': 'install' };

const wanted = process.argv.slice(2);
const shots = join(output, '../shots');
const pictures = join(root, '.github/pictures');
let taken = 0;

async function shoot(page, name, folder = shots) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  taken += 1;
  if (folder === pictures && statSync(path).size > LARGEST) throw new Error(`${path} is larger than 250 KB`);
}

async function photograph(world) {
  const free = (await freeOn(PORT, '127.0.0.1')) && (await freeOn(PORT, '::1'));
  const set = await stageOf(world, { past: true, ...(free ? { port: PORT } : {}) });
  try {
    for (const theme of themes) {
      for (const [size, [width, height]] of Object.entries(sizes)) {
        const page = await set.open('', await set.newContext({ theme, width, height }));
        await eachView(set, world, page, async ({ name }) => {
          if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) return;
          await shoot(page, [name, theme, size].filter((word) => word !== '').join('-'));
          if (size === '' && name in readme) await shoot(page, `${readme[name]}-${theme}`, pictures);
        });
        await page.context().close();
      }
    }
    if (set.complaints.length > 0) throw new Error(set.complaints.join('\n'));
  } catch (error) {
    await set.photograph(`shots ${world}`);
    throw error;
  } finally {
    await set.strike();
  }
}

prepare();
await withBrowser(async () => {
  for (const world of ['none', 'empty', 'filled']) await photograph(world);
});
console.log(`${taken} pictures in ${shots} and ${pictures}`);
