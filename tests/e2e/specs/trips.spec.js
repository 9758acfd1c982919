/** Both trips by hand: the app typed in, the real consent page, the callback, refresh, every exit. */
import assert from 'node:assert/strict';
import { refresh, saveApp, install } from '../harness/desk.js';
import { chooseAccount, connect, openCopiedLink, uninstallAt } from '../harness/hubspot.js';
import { scene, useBrowser } from '../harness/scene.js';
import { gone, says, see, until } from '../harness/see.js';

useBrowser();

const APP = 'Invoice Sync';
const ACCOUNT = 'Harbour Dental';

/** A row of the list by the names in it. */
function rowOf(page, app, account) {
  return page.getByRole('row').filter({ hasText: app }).filter({ hasText: account });
}

async function typeScopes(page, scopes, kind) {
  const search = page.getByRole('combobox', { name: /^Add from/ });
  for (const scope of scopes) {
    await search.fill(scope);
    await page.getByRole('option').first().waitFor();
    await search.press('Enter');
    const row = page.getByRole('listitem').filter({ has: page.getByText(scope, { exact: true }) });
    await see(row);
    if (kind === undefined) continue;
    await search.press('Escape');
    await row.hover();
    await page.getByRole('radiogroup', { name: `Kind of ${scope}` }).getByRole('radio', { name: kind }).click();
  }
}

scene('an app is typed in, installed, refreshed, uninstalled by the customer, reauthorized, revoked, forgotten and brought back', {}, async (set) => {
  const { practice, redirectUrl } = set;
  const app = practice.app(APP);
  const page = await set.open('#/apps/new');
  const save = page.getByRole('button', { name: 'Save app' });

  // Findings appear as one types; saving is refused until the form is whole.
  assert.ok(await save.isDisabled(), 'an empty app can’t be saved');
  await page.getByRole('textbox', { name: 'Name' }).fill(APP);
  await page.getByRole('tab', { name: 'Auth settings' }).click();
  const clientId = page.getByRole('textbox', { name: 'Client ID' });
  await clientId.fill('not-a-client-id');
  await says(page.locator('[data-field="client_id"]'), 'ClientIdShape', 'a client ID of the wrong shape is said at its field');
  await until(page, () => save.isDisabled(), 'a wrong client ID blocks saving');
  await clientId.fill(app.client_id);
  await gone(page.locator('[data-field="client_id"]').getByText('ClientIdShape'));
  await page.getByRole('textbox', { name: 'Client secret' }).fill(app.client_secret);
  assert.ok(await save.isDisabled(), 'without scopes and a redirect URL there is nothing to save');
  await page.getByRole('tab', { name: 'Scopes' }).click();
  await typeScopes(page, app.required_scopes.filter((scope) => scope !== 'oauth'));
  await typeScopes(page, app.optional_scopes, 'Optional');
  await page.getByRole('tab', { name: 'Redirect URLs' }).click();
  await page.getByRole('button', { name: 'Add redirect URL' }).click();
  const url = page.getByRole('textbox', { name: 'URL 1' });
  await url.fill('http://127.0.0.1:8080/callback');
  await says(page.locator('[data-field="redirect_urls.0"]'), /RedirectUrl\w+/, 'an IP address is refused at its field');
  await until(page, () => save.isDisabled(), 'a wrong redirect URL blocks saving');
  await url.fill(redirectUrl);
  await says(page.locator('[data-field="redirect_urls.0"]'), `Port ${set.port} is free.`);
  await until(page, () => save.isEnabled(), 'a whole app can be saved');
  await save.click();
  await see(page.getByRole('heading', { name: APP }));

  // Trip 1, by the real pages.
  await page.getByRole('banner').or(page.locator('header')).getByRole('button', { name: 'Install', exact: true }).first().click();
  await page.getByRole('button', { name: 'Open the browser and authorize' }).click();
  await see(page.getByText('Waiting for your browser'));
  const tab = await openCopiedLink(page);
  await chooseAccount(tab, ACCOUNT);
  await connect(tab);
  await see(tab.getByRole('heading', { name: 'Saved in Portalkeeper' }));
  assert.ok(!tab.url().includes('code='), 'the code has left the address bar');
  await tab.close();
  await see(page.getByText(`${APP} is installed on ${ACCOUNT}.`));
  await page.getByRole('button', { name: 'Open the installation' }).click();
  await see(page.getByRole('heading', { name: `${APP} on ${ACCOUNT}` }).first());
  await see(page.getByText('Healthy').first());

  // Trip 2.
  const before = await practice.state();
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await until(page, async () => (await practice.state()).access_tokens > before.access_tokens, 'HubSpot gave out another access token');
  await page.goto(`${set.bridge.base}/#/installations`);
  await see(rowOf(page, APP, ACCOUNT).getByText('Healthy'));

  // The customer uninstalls; the next refresh says so; one click puts it right.
  const { tab: connected, button } = await uninstallAt(set, set.context, ACCOUNT, APP);
  await button.click();
  await says(connected.getByRole('status'), 'was uninstalled');
  await connected.close();
  await page.getByRole('button', { name: 'Refresh all' }).click();
  await see(rowOf(page, APP, ACCOUNT).getByText('Needs reauthorization'));
  await rowOf(page, APP, ACCOUNT).getByRole('button', { name: /^Reauthorize/ }).click();
  const again = await openCopiedLink(page);
  await connect(again);
  await see(again.getByRole('heading', { name: 'Saved in Portalkeeper' }));
  await again.close();
  await see(rowOf(page, APP, ACCOUNT).getByText('Healthy'));
  assert.equal(await page.getByRole('row').filter({ hasText: ACCOUNT }).count(), 1, 'the row is the same one');

  // A reload and a restart keep everything.
  await page.reload();
  await see(rowOf(page, APP, ACCOUNT).getByText('Healthy'));

  // Revoked: the app stays installed at HubSpot, the row stays as a tombstone.
  await rowOf(page, APP, ACCOUNT).getByText(ACCOUNT).click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Revoke token…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Revoke the token' }).click();
  await see(dialog.getByRole('heading', { name: `The token of ${APP} on ${ACCOUNT} is revoked` }));
  await dialog.getByRole('button', { name: 'Done' }).click();
  await see(page.getByText('You revoked the refresh token here.'));
  const revoked = (await practice.state()).installations.find(({ client_id }) => client_id === app.client_id);
  assert.ok(revoked, 'revoking doesn’t uninstall');
  assert.deepEqual(revoked.refresh_tokens, [], 'the refresh token is dead at HubSpot');

  // Forgotten, and brought back by Undo.
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Forget…' }).click();
  await dialog.getByRole('button', { name: `Forget ${ACCOUNT}` }).click();
  await see(page.getByText(`${APP} on ${ACCOUNT} is forgotten`));
  await page.goto(`${set.bridge.base}/#/installations?health=any`);
  await gone(rowOf(page, APP, ACCOUNT));
  await page.getByRole('button', { name: 'Undo' }).click();
  await see(rowOf(page, APP, ACCOUNT).getByText('Revoked'));
});

scene('uninstalling a production app asks for the domain, then takes it off the account', {}, async (set) => {
  const { practice } = set;
  const app = await saveApp(set, 'Call Notes', { environment: 'production' });
  const id = await install(set, app, 'Juniper Travel');
  const page = await set.open(`#/installations/${id}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Uninstall…' }).click();
  const dialog = page.getByRole('dialog');
  const go = dialog.getByRole('button', { name: 'Uninstall from Juniper Travel' });
  await see(go);
  assert.ok(await go.isDisabled(), 'without the domain nothing happens');
  const domain = dialog.getByRole('textbox', { name: /marked production/ });
  await domain.fill('juniper-travel.exampl');
  assert.ok(await go.isDisabled(), 'half a domain isn’t the domain');
  await domain.fill('juniper-travel.example');
  await go.click();
  await see(dialog.getByRole('heading', { name: 'Call Notes is uninstalled from Juniper Travel' }));
  await dialog.getByRole('button', { name: 'Done' }).click();
  await see(page.getByText('You uninstalled the app from here.'));
  assert.deepEqual((await practice.state()).installations, [], 'it is off the account at HubSpot');
});

scene('revoking a production token asks for the domain; of many, production is left out', {}, async (set) => {
  const production = await saveApp(set, 'Call Notes', { environment: 'production' });
  const staging = await saveApp(set, 'Survey Bridge', { environment: 'staging' });
  const id = await install(set, production, 'Juniper Travel');
  await install(set, staging, 'Juniper Travel');
  const healthOf = async (app) => (await set.bridge.call('installation_query', { filter: { apps: [app] }, limit: 5 })).rows[0].health;

  const page = await set.open('#/installations');
  const dialog = page.getByRole('dialog');
  await see(rowOf(page, 'Survey Bridge', 'Juniper Travel'));
  for (const row of [1, 2]) await page.getByRole('row').nth(row).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Revoke…' }).click();
  await says(dialog, '1 is left out: its app is marked production.');
  await dialog.getByRole('button', { name: 'Revoke 1 token' }).click();
  await see(page.getByText('1 token is revoked'));
  assert.deepEqual([await healthOf(production), await healthOf(staging)], ['healthy', 'revoked']);

  await page.goto(`${set.bridge.base}/#/installations/${id}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Revoke token…' }).click();
  const go = dialog.getByRole('button', { name: 'Revoke the token' });
  await see(go);
  assert.ok(await go.isDisabled(), 'without the domain nothing happens');
  await dialog.getByRole('textbox', { name: /marked production/ }).fill('juniper-travel.example');
  await go.click();
  await see(dialog.getByRole('heading', { name: 'The token of Call Notes on Juniper Travel is revoked' }));
});

scene('a restart of the program and a reload of the page keep everything', { keyring: 'passphrase:correct horse battery staple' }, async (set) => {
  const app = await saveApp(set, 'Survey Bridge');
  const id = await install(set, app, 'Quarry Foods');
  const page = await set.open(`#/installations/${id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Notes' }).fill('Ask Ines before the next release.');
  await page.getByRole('button', { name: 'Save notes' }).click();
  await see(page.getByText('Ask Ines before the next release.'));
  await set.restart(page);
  await see(page.getByText('Ask Ines before the next release.'));
  await page.reload();
  await see(page.getByRole('heading', { name: 'Survey Bridge on Quarry Foods' }).first());
  await see(page.getByText('Ask Ines before the next release.'));
  await refresh(set, [id]);
  await see(page.getByText('Healthy').first());
});
