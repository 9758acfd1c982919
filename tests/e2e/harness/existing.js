/** What is there already: installations, accounts and another computer's status, and the views that show them. */
import { tokenFromElsewhere } from './desk.js';
import { handOverStatus, layCertificate, layTokens, removeCli, setUpCli, takeAway } from './files.js';
import { gone, see } from './see.js';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const dialog = (page, name) => page.getByRole('dialog', { name });
const escape = (page) => page.keyboard.press('Escape');

async function at(page, set, hash, name) {
  await page.goto(`${set.bridge.base}/${hash}`);
  await see(page.getByRole('heading', { name, exact: true }).first());
}

/** The dialog, from the Installations view. */
export async function addExisting(page, set) {
  await at(page, set, '#/installations', 'Installations');
  await button(page, 'Other ways to add').click();
  await page.getByRole('menuitem', { name: 'Add existing…' }).click();
  await see(dialog(page, 'Add an existing installation'));
}

export async function chooseApp(page, name) {
  const app = page.getByRole('combobox', { name: 'App', exact: true });
  await app.click();
  await page.getByRole('option', { name: new RegExp(`^${name}`) }).first().click();
}

async function otherApp(page, set) {
  await addExisting(page, set);
  await chooseApp(page, 'Invoice Sync');
  await page.getByLabel('Refresh token', { exact: true }).fill(await tokenFromElsewhere(set, 'Call Notes', 'Lantern Books'));
  await button(page, 'Add installation').click();
  await see(button(page, 'Choose Call Notes'));
}

async function imported(page, set) {
  await layTokens(set, 'Call Notes', ['Lantern Books', 'Copper Kettle Hotel']);
  await addExisting(page, set);
  await chooseApp(page, 'Call Notes');
  await page.getByRole('radio', { name: /^A CSV file/ }).click();
  await button(page, 'Choose file…').click();
  await see(dialog(page, 'Added installations of Call Notes'));
  await see(button(page, 'Show the added ones'));
}

/** The world is as it was before. */
async function forgetImported(page, set) {
  await button(page, 'Close').click();
  takeAway(set, 'tokens.csv');
  for (const account of ['Lantern Books', 'Copper Kettle Hotel']) {
    const { rows } = await set.bridge.call('installation_query', { filter: { apps: [set.world.apps['Call Notes']], hub_id: set.practice.account(account).hub_id }, limit: 5 });
    for (const { id } of rows) await set.bridge.call('installation_forget', { id });
  }
}

async function testCall(page, set) {
  await page.goto(`${set.bridge.base}/#/installations/${set.world.ids['Invoice Sync on Old Mill Cycles']}`);
  await see(page.getByRole('heading', { name: 'Timeline' }));
  await button(page, 'Make a test call').click();
  await see(page.getByText(/HubSpot answered 200 in/));
  await see(page.getByText('Harmless call answered'));
}

async function testAccountHelp(page, set) {
  await at(page, set, '#/accounts', 'Accounts');
  await page.locator('footer').getByRole('button', { name: 'How to create a test account' }).click();
  await see(dialog(page, 'How to create a test account'));
}

export async function askForCli(page, set) {
  await at(page, set, '#/accounts', 'Accounts');
  await button(page, 'More ways to add').click();
  await page.getByRole('menuitem', { name: 'From HubSpot’s CLI…' }).click();
  await see(dialog(page, 'Accounts from HubSpot’s CLI'));
}

async function cliList(page, set) {
  setUpCli(set);
  await askForCli(page, set);
  await button(page, 'Read it').click();
  await see(page.getByRole('checkbox', { name: /Release checks/ }));
}

async function statusMenu(page, set, item) {
  await at(page, set, '#/accounts', 'Accounts');
  await button(page, 'Status, of this computer or another').click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function share(page, set) {
  await statusMenu(page, set, 'Share status…');
  await see(dialog(page, 'Share the status'));
}

async function shared(page, set) {
  await handOverStatus(set, set);
  await statusMenu(page, set, 'Open a status file…');
  await see(button(page, 'Back to my own'));
  await at(page, set, '#/installations', 'Installations');
  await see(page.getByRole('row').filter({ hasText: 'Harbour Dental' }).first());
}

async function leaveShared(page, set) {
  await button(page, 'Back to my own').click();
  await gone(button(page, 'Back to my own'));
  // One comes back to one's own list, whatever is gone to meanwhile.
  await see(button(page, 'Install an app'));
  takeAway(set, 'portalkeeper-status.json');
  const { state } = await set.bridge.call('vault_status');
  if (state === 'locked') await set.bridge.call('vault_unlock', { passphrase: set.passphrase });
}

/** For looking only, or not any more. */
export async function viewOnly({ bridge }, view_only) {
  const { settings } = await bridge.call('session_get');
  await bridge.call('settings_save', { ...settings, view_only });
}

async function looking(page, set) {
  await at(page, set, '#/settings/general', 'General');
  await viewOnly(set, true);
  await page.reload();
  await at(page, set, '#/installations', 'Installations');
  await see(page.getByRole('row').filter({ hasText: 'Harbour Dental' }).first());
  await see(button(page, 'Turn off…'));
}

async function wrongProxy(page, set) {
  await at(page, set, '#/settings/network', 'Network');
  await page.getByRole('radio', { name: /^This one/ }).click();
  const field = page.getByLabel('Proxy’s address', { exact: true });
  await field.fill('proxy.example');
  await field.press('Enter');
  await see(page.getByText('ProxyShape'));
}

async function companyProxy(page, set) {
  layCertificate(set);
  await at(page, set, '#/settings/network', 'Network');
  await page.getByRole('radio', { name: /^This one/ }).click();
  const field = page.getByLabel('Proxy’s address', { exact: true });
  await field.fill('http://ada:a-word@proxy.keeper-works.example:3128');
  await field.press('Enter');
  await see(page.getByText('Saved, encrypted in the vault. They can’t be shown, and go to this proxy only.'));
  await button(page, 'Choose a file…').click();
  await see(page.getByText('Keeper Works Network CA'));
}

async function forgetProxy(page, set) {
  await set.bridge.call('settings_save', { proxy: 'system', proxy_url: '', certificates: null });
  takeAway(set, 'company.pem');
  await page.reload();
}

async function revokeProduction(page, set) {
  await page.goto(`${set.bridge.base}/#/installations/${set.world.ids['Invoice Sync on Old Mill Cycles']}`);
  await see(page.getByRole('heading', { name: 'Timeline' }));
  await see(page.getByRole('heading', { name: 'At HubSpot' }));
  await button(page, 'More actions').click();
  await page.getByRole('menuitem', { name: 'Revoke token…' }).click();
  await see(page.getByRole('textbox', { name: /marked production/ }));
}

async function revokeMany(page, set) {
  await at(page, set, '#/installations', 'Installations');
  const rows = page.getByRole('row');
  await see(rows.filter({ hasText: 'Harbour Dental' }).first());
  for (const [app, account] of [['Invoice Sync', 'Harbour Dental'], ['Invoice Sync', 'Fern Street Bakery'], ['Warehouse Link', 'Sunday Gardens'], ['Warehouse Link', 'Harbour Dental']]) {
    await rows.filter({ hasText: app }).filter({ hasText: account }).getByRole('checkbox').check();
  }
  await see(page.getByText('4 selected'));
  await button(page, 'Revoke…').click();
  await see(dialog(page, /^Revoke \d tokens?/));
}

const filled = /** @type {const} */ ('filled');

/** @type {import('./views.js').views} */
export const existingViews = [
  { name: 'add-existing', world: filled, go: addExisting, after: escape, primary: 'Add installation' },
  { name: 'add-existing-other-app', world: filled, go: otherApp, after: escape, primary: 'Choose Call Notes' },
  { name: 'import-result', world: filled, go: imported, after: forgetImported, primary: 'Show the added ones' },
  { name: 'test-call', world: filled, go: testCall, primary: 'Make a test call' },
  { name: 'test-account-help', world: filled, go: testAccountHelp, after: escape },
  { name: 'cli-ask', world: filled, go: askForCli, after: escape, primary: 'Read it' },
  { name: 'cli-list', world: filled, go: cliList, after: async (page, set) => (await escape(page), removeCli(set)), primary: 'Add 3 accounts' },
  { name: 'share-status', world: filled, go: share, after: escape, primary: 'Save the file…' },
  { name: 'status-shared', world: filled, go: shared, after: leaveShared, primary: 'Back to my own' },
  { name: 'view-only', world: filled, go: looking, after: async (page, set) => (await viewOnly(set, false), page.reload()), primary: 'Turn off…' },
  { name: 'settings-network', world: filled, go: (page, set) => at(page, set, '#/settings/network', 'Network') },
  { name: 'settings-network-refused', world: filled, go: wrongProxy, after: (page) => page.reload() },
  { name: 'settings-network-proxy', world: filled, go: companyProxy, after: forgetProxy },
  { name: 'revoke-production', world: filled, go: revokeProduction, after: escape, primary: 'Revoke the token' },
  { name: 'revoke-many', world: filled, go: revokeMany, after: escape },
];
