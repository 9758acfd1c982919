/** What goes wrong: each has its sentence and its way out, and nothing is lost. */
import assert from 'node:assert/strict';
import { consent, ends, install, refresh, saveApp } from '../harness/desk.js';
import { connect, copyPage, openCopiedLink } from '../harness/hubspot.js';
import { holdPort } from '../harness/ports.js';
import { scene, useBrowser } from '../harness/scene.js';
import { gone, says, see, until } from '../harness/see.js';

useBrowser();

const start = (page) => page.getByRole('button', { name: 'Open the browser and authorize' });

async function openInstall(set, app, query = '') {
  return set.open(`#/install?app=${encodeURIComponent(app)}${query}`);
}

scene('without a redirect URL an app isn’t saved, and the finding leads to the place', {}, async (set) => {
  const page = await set.open('#/apps/new');
  await page.getByRole('textbox', { name: 'Name' }).fill('No Way Back');
  await page.getByRole('tab', { name: 'Auth settings' }).click();
  await page.getByRole('textbox', { name: 'Client ID' }).fill('7fff1e36-2d40-4ae1-bbb1-5266d59564fb');
  const bar = page.getByRole('region', { name: /unsaved change/ });
  await says(bar, 'No redirect URL yet');
  assert.ok(await bar.getByRole('button', { name: 'Save app' }).isDisabled());
  await page.getByRole('button', { name: 'Show: At least one redirect URL' }).click();
  await see(page.getByRole('button', { name: 'Add redirect URL' }));
});

scene('a client ID that HubSpot doesn’t know stays on HubSpot’s page, and the window explains it', {}, async (set) => {
  const { practice } = set;
  const app = await saveApp(set, 'Call Notes', { client_id: '00000000-1111-4222-8333-444444444444' });
  const page = await openInstall(set, app);
  await until(page, () => start(page).isEnabled(), 'the shape is right, so nothing blocks');
  await start(page).click();
  const tab = await openCopiedLink(page);
  await see(tab.getByText('an invalid app client_id'));
  assert.ok(tab.url().startsWith(practice.pages), 'the browser never comes back');
  await copyPage(tab);
  await page.bringToFront();
  await page.getByRole('button', { name: 'Find the cause' }).click();
  await page.getByRole('textbox', { name: /Paste what HubSpot’s page says/ }).press('Control+v');
  await see(page.getByText('PageClientIdUnknown'));
  await page.getByRole('button', { name: 'Cancel' }).click();
  await see(page.getByText(/Nothing was installed/));
});

scene('a busy port is said before the browser opens, and freed it lets one go on', {}, async (set) => {
  const app = await saveApp(set, 'Call Notes');
  const release = await holdPort(set.port);
  try {
    const page = await openInstall(set, app);
    await see(page.getByText(new RegExp(`port ${set.port}`, 'i')).first());
    assert.ok(await start(page).isDisabled(), 'it can’t begin');
    await release();
    await page.getByRole('button', { name: 'Check again' }).first().click();
    await until(page, () => start(page).isEnabled(), 'the port is free now');
  } finally {
    await release().catch(() => undefined);
  }
});

scene('a consent that is refused ends it, says so, and changes nothing', {}, async (set) => {
  const app = await saveApp(set, 'Call Notes');
  const { hub_id } = set.practice.account('Old Mill Cycles');
  const page = await openInstall(set, app, `&hub_id=${hub_id}`);
  await start(page).click();
  const tab = await openCopiedLink(page);
  await tab.getByRole('button', { name: 'Cancel' }).click();
  await see(tab.getByRole('heading', { name: 'This ended without an installation' }));
  await page.bringToFront();
  await see(page.getByText('HubSpot sent a refusal.'));
  await see(page.getByRole('button', { name: 'Try again' }));
  assert.deepEqual((await set.practice.state()).installations, []);
  await page.getByRole('button', { name: 'Try again' }).click();
  await see(page.getByText('Waiting for your browser'));
});

for (const [choice, ending] of [
  ['Save as another installation', 'kept'],
  ['Discard it here', 'wiped'],
]) {
  scene(`another account than the expected one waits apart until it is ${ending}`, {}, async (set) => {
    const { practice } = set;
    const app = await saveApp(set, 'Call Notes');
    const wanted = practice.account('Old Mill Cycles');
    const other = practice.account('Quarry Foods');
    const known = await install(set, app, 'Old Mill Cycles');
    const page = await set.open(`#/installations/${known}`);
    await page.getByRole('button', { name: 'Reauthorize' }).click();
    await page.getByRole('button', { name: 'Show steps' }).click();
    await see(page.getByText('Waiting for your browser'));
    const tab = await openCopiedLink(page);
    // The person is signed in to two accounts, and takes the wrong one.
    await tab.goto(tab.url().replace(`/oauth/${wanted.hub_id}/`, `/oauth/${other.hub_id}/`));
    await connect(tab);
    await see(tab.getByRole('heading', { name: 'This ended without an installation' }));
    await page.bringToFront();
    await see(page.getByText('Another account answered.'));
    const before = await set.bridge.call('installation_get', { id: known });
    assert.equal(before.health, 'healthy', 'what is known is untouched');
    await page.getByRole('button', { name: choice }).click();
    if (ending === 'kept') await see(page.getByRole('heading', { name: 'Call Notes on Quarry Foods' }).first());
    await page.goto(`${set.bridge.base}/#/installations?health=any`);
    const rows = page.getByRole('row').filter({ hasText: 'Call Notes' });
    await until(page, async () => (await rows.count()) === (ending === 'kept' ? 2 : 1), `the grant is ${ending}`);
  });
}

scene('a dead HubSpot is said, keeps every token, and is tried again', {}, async (set) => {
  const app = await saveApp(set, 'Call Notes');
  const id = await install(set, app, 'Old Mill Cycles');
  const page = await set.open('#/installations');
  await see(page.getByText('Healthy').first());
  await set.practice.stop();
  await page.getByRole('button', { name: 'Refresh all' }).click();
  const row = page.getByRole('row').filter({ hasText: 'Old Mill Cycles' });
  await see(row.getByText('Retrying'));
  assert.equal((await set.bridge.call('installation_get', { id })).tokens !== null, true, 'its tokens are kept');
  await row.getByText('Old Mill Cycles').click();
  await says(page.getByRole('main').or(page.locator('body')), 'The tokens are kept, and it is tried again by itself.');
});

scene('an exchange that fails on the way leaves the grant or says what is lost', {}, async (set) => {
  const app = await saveApp(set, 'Call Notes');
  const { hub_id } = set.practice.account('Old Mill Cycles');
  await set.practice.order('faults', { endpoint: 'exchange', kind: 'html', count: 9 });
  const page = await openInstall(set, app, `&hub_id=${hub_id}`);
  await start(page).click();
  const tab = await openCopiedLink(page);
  await connect(tab);
  await page.bringToFront();
  await see(page.getByRole('button', { name: 'Try again' }));
  await set.practice.delete('faults');
  await page.getByRole('button', { name: 'Try again' }).click();
  const again = await openCopiedLink(page);
  await connect(again);
  await see(page.getByText('Call Notes is installed on Old Mill Cycles.'));
});

scene('a locked vault shows lists, refuses secrets, and opens by the passphrase alone', { keyring: 'passphrase:correct horse battery staple' }, async (set) => {
  const app = await saveApp(set, 'Call Notes');
  const id = await install(set, app, 'Old Mill Cycles');
  const page = await set.open('#/installations');
  await see(page.getByText('Healthy').first());
  await page.getByRole('button', { name: 'Lock the vault' }).click();
  await see(page.getByRole('heading', { name: 'The vault is locked' }));
  const field = page.getByLabel('Passphrase', { exact: true });
  await field.fill('incorrect horse');
  await page.getByRole('button', { name: 'Unlock' }).click();
  await see(page.getByText('PassphraseWrong'));
  assert.equal(await field.inputValue(), '', 'what was wrong isn’t kept in the field');
  await page.getByRole('button', { name: 'Look around without secrets' }).click();
  await see(page.getByRole('row').filter({ hasText: 'Old Mill Cycles' }));
  await assert.rejects(set.bridge.call('installation_copy_token', { id, form: 'plain' }), /Vault/);
  await page.getByRole('button', { name: 'Unlock…', exact: true }).click();
  const unlock = page.getByRole('button', { name: 'Unlock', exact: true });
  await field.fill('correct horse battery staple');
  await until(page, () => unlock.isEnabled(), 'the growing delay is over');
  await unlock.click();
  await gone(page.getByRole('heading', { name: 'The vault is locked' }));
  await see(page.getByRole('row').filter({ hasText: 'Old Mill Cycles' }).getByText('Healthy'));
  await refresh(set, [id]);
});

scene('a rotated client secret is a problem of the app, said once, and put right there', {}, async (set) => {
  const { practice } = set;
  const app = await saveApp(set, 'Call Notes');
  for (const account of ['Old Mill Cycles', 'Quarry Foods', 'Juniper Travel']) await install(set, app, account);
  const { client_secret } = await practice.order('rotate-secret', { client_id: practice.app('Call Notes').client_id });
  const page = await set.open('#/installations');
  await page.getByRole('button', { name: 'Refresh all' }).click();
  const row = page.getByRole('row').filter({ hasText: 'Old Mill Cycles' });
  await see(row.getByText('App problem'));
  await row.getByRole('button', { name: /^Open app/ }).click();
  await page.getByRole('button', { name: 'Replace…' }).click();
  await page.getByRole('textbox', { name: 'Client secret' }).fill(client_secret);
  const save = page.getByRole('button', { name: 'Save app' });
  await until(page, () => save.isEnabled(), 'a new secret can be saved');
  await save.click();
  await see(page.getByText('Call Notes saved'));
  await page.goto(`${set.bridge.base}/#/installations`);
  await page.getByRole('button', { name: 'Refresh all' }).click();
  await until(page, async () => (await page.getByRole('row').getByText('Healthy').count()) === 3, 'all three are healthy again');
});

scene('an answer with a wrong state is turned away, and the right one still counts', {}, async (set) => {
  const app = await saveApp(set, 'Call Notes');
  const { hub_id } = set.practice.account('Old Mill Cycles');
  const { flow, authorize_url } = await set.bridge.call('install_start', { app, redirect_url: set.redirectUrl, hub_id, open_browser: false });
  const page = await set.open(`#/install?flow=${flow}`);
  const stranger = await set.context.newPage();
  const answer = await stranger.goto(`${set.redirectUrl}?code=made-up&state=made-up`);
  assert.equal(answer.status(), 400);
  await stranger.close();
  await see(page.getByText('1 answer that didn’t belong to this installation was turned away.'));
  await ends(set, flow, () => consent(set, authorize_url, hub_id));
  await see(page.getByText('Call Notes is installed on Old Mill Cycles.'));
});

scene('a proxy that can’t be one is said at its field, and nothing is saved', {}, async (set) => {
  const page = await set.open('#/settings/network');
  await page.getByRole('radio', { name: /^This one/ }).click();
  const field = page.getByLabel('Proxy’s address', { exact: true });
  const saved = async () => (await set.bridge.call('session_get')).settings;
  await field.fill('proxy.example');
  await field.press('Enter');
  await see(page.getByText('ProxyShape'));
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  assert.notEqual((await saved()).proxy, 'named');
  await field.fill('http://proxy.example:8080');
  await gone(page.getByText('ProxyShape'));
  await field.press('Enter');
  await see(page.getByText('In use.'));
  assert.equal((await saved()).proxy_url, 'http://proxy.example:8080');
});

scene('a proxy’s credentials are saved, and never come back to the window', {}, async (set) => {
  const page = await set.open('#/settings/network');
  await page.getByRole('radio', { name: /^This one/ }).click();
  const field = page.getByLabel('Proxy’s address', { exact: true });
  await field.fill('http://ada:CANARY@proxy.example:8080');
  await field.press('Enter');
  await see(page.getByText('Saved, encrypted in the vault.'));
  assert.equal(await field.inputValue(), 'http://proxy.example:8080');
  await page.getByRole('button', { name: 'Replace…' }).click();
  await page.getByLabel('User name').fill('ada');
  await page.getByLabel('Password', { exact: true }).fill('CANARY2');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await see(page.getByText('Saved, encrypted in the vault.'));
  assert.ok(!(await page.content()).includes('CANARY'));
  await page.getByRole('button', { name: 'Remove' }).click();
  await see(page.getByText('None saved.'));
});
