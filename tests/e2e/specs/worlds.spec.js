/** Two worlds in one window: what goes on in the one that isn't shown. */
import assert from 'node:assert/strict';
import { install, saveApp } from '../harness/desk.js';
import { handOverStatus } from '../harness/files.js';
import { scene, useBrowser } from '../harness/scene.js';
import { gone, see } from '../harness/see.js';

useBrowser();

const button = (page, name) => page.getByRole('button', { name, exact: true });

scene('a batch that goes on while another world is looked at is there on return, and can be cancelled', {}, async (set) => {
  const app = await saveApp(set, 'Call Notes');
  for (const account of ['Quarry Foods', 'Juniper Travel']) await install(set, app, account);
  await set.practice.order('faults', { endpoint: 'refresh', kind: 'held', count: 9 });
  const page = await set.open('#/installations');
  await button(page, 'Refresh all').click();
  await see(button(page, 'Cancel'));

  await handOverStatus(set, set);
  await set.bridge.call('status_open');
  await see(button(page, 'Back to my own'));
  await page.goto(`${set.bridge.base}/#/installations`);
  await see(page.getByRole('row').filter({ hasText: 'Quarry Foods' }));
  await gone(button(page, 'Cancel'));

  await button(page, 'Back to my own').click();
  await gone(button(page, 'Back to my own'));
  await page.goto(`${set.bridge.base}/#/installations`);
  await button(page, 'Cancel').click();
  await set.practice.order('release', {});
  await gone(button(page, 'Cancel'));
  assert.deepEqual(await set.bridge.call('batch_list'), []);
});
