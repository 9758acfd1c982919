/** Looking without changing: another computer's status, and a window that is for looking only. */
import assert from 'node:assert/strict';
import { install, saveApp } from '../harness/desk.js';
import { viewOnly } from '../harness/existing.js';
import { handOverStatus } from '../harness/files.js';
import { Scene, scene, useBrowser } from '../harness/scene.js';
import { gone, says, see } from '../harness/see.js';

useBrowser();

const button = (page, name) => page.getByRole('button', { name, exact: true });
const CHANGES = [/^Refresh/, /^Reauthorize/, /^Install(?:$| an app)/, /^Copy access token/, /^Make a test call/, /^Edit$/, /^(?:More|Other) ways to add/, /^Save/];

/** Nothing that changes anything is offered here. */
async function offersNoChange(page) {
  for (const name of CHANGES) assert.equal(await page.getByRole('button', { name }).count(), 0, `${name} is offered`);
}

async function filled(set) {
  const app = await saveApp(set, 'Call Notes');
  const id = await install(set, app, 'Quarry Foods');
  return { app, id };
}

scene('a status is saved here and looked at elsewhere, where nothing of it can be changed', {}, async (set) => {
  const { id } = await filled(set);
  const page = await set.open('#/accounts');
  await button(page, 'Status, of this computer or another').click();
  await page.getByRole('menuitem', { name: 'Share status…' }).click();
  await button(page, 'Save the file…').click();
  await see(page.getByText('The status was saved.'));

  const other = await Scene.set();
  try {
    await install(other, await saveApp(other, 'Survey Bridge'), 'Juniper Travel');
    await handOverStatus(set, other);
    const there = await other.open('#/settings/data');
    await there.getByRole('main').getByRole('button', { name: 'Open a status file…' }).click();
    await see(there.getByText(/^Status of another computer’s Practice HubSpot, written/).first());
    await there.goto(`${other.bridge.base}/#/installations`);
    const row = there.getByRole('row').filter({ hasText: 'Quarry Foods' });
    await see(row.getByText('Healthy'));
    await offersNoChange(there);
    await row.getByText('Quarry Foods').click();
    await see(there.getByRole('heading', { name: 'Call Notes on Quarry Foods' }).first());
    await says(there.getByRole('main'), 'View only: nothing can be changed here.');
    await offersNoChange(there);
    await assert.rejects(other.bridge.call('installation_refresh', { ids: [id] }), ({ problem }) => problem.code === 'ViewOnly');
    await button(there, 'Back to my own').click();
    await gone(button(there, 'Back to my own'));
    await there.goto(`${other.bridge.base}/#/installations`);
    await see(there.getByRole('row').filter({ hasText: 'Juniper Travel' }).getByText('Healthy'));
    await see(button(there, 'Refresh all'));
    assert.deepEqual(other.complaints, []);
  } catch (error) {
    await other.photograph('a status looked at elsewhere');
    throw error;
  } finally {
    await other.strike();
  }
});

scene('view only hides every change until it is turned off', {}, async (set) => {
  const { app, id } = await filled(set);
  const page = await set.open('#/settings/general');
  await page.getByRole('switch', { name: 'View only' }).click();
  await see(page.getByText('Nothing can be changed, called or copied.', { exact: true }));
  for (const hash of ['#/installations', `#/installations/${id}`, `#/apps/${app}/basic`, '#/accounts']) {
    await page.goto(`${set.bridge.base}/${hash}`);
    await see(button(page, 'Turn off…'));
    await page.locator('[data-page-heading]').first().waitFor();
    await offersNoChange(page);
  }
  await assert.rejects(set.bridge.call('installation_revoke', { id }), ({ problem }) => problem.code === 'ViewOnly');
  await button(page, 'Turn off…').click();
  await page.getByRole('switch', { name: 'View only' }).click();
  await gone(page.getByText('Nothing can be changed, called or copied.', { exact: true }));
  await page.goto(`${set.bridge.base}/#/installations`);
  await see(button(page, 'Refresh all'));
});

scene('while the window is for looking only, the key for refreshing does nothing', {}, async (set) => {
  const { id } = await filled(set);
  const page = await set.open(`#/installations/${id}`);
  await see(button(page, 'Refresh'));
  await viewOnly(set, true);
  await page.reload();
  await see(button(page, 'Turn off…'));
  const before = (await set.practice.state()).access_tokens;
  await page.keyboard.press('F5');
  await page.goto(`${set.bridge.base}/#/accounts`);
  await see(page.getByRole('heading', { name: 'Accounts', exact: true }));
  assert.equal((await set.practice.state()).access_tokens, before);
});
