/** Looks at every view of a world, each view a test of its own within one scene. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachView, stageOf } from './stages.js';

/**
 * @param {string} name
 * @param {import('./scene.js').Setting} setting
 * @param {(page, view, set) => Promise<void>} look
 */
export function atEveryView(name, setting, look) {
  for (const world of /** @type {const} */ (['none', 'empty', 'filled'])) {
    test(`${name}, world ${world}`, { timeout: 12 * 60_000 }, async (context) => {
      const set = await stageOf(world, setting);
      try {
        const page = await set.open();
        await eachView(set, world, page, async (view, spoken) => {
          await context.test(`${name}: ${view.name}`, async () => {
            await look(spoken, view, set);
          });
        });
        assert.deepEqual(set.complaints, [], 'a page complained');
      } catch (error) {
        await set.photograph(`${name} ${world}`);
        throw error;
      } finally {
        await set.strike();
      }
    });
  }
}
