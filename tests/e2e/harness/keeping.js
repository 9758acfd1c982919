/** What a person keeps and comes back to: the guide, views of one's own, copies, the code on paper, what happened. */
import { see } from './see.js';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const dialog = (page, name) => page.getByRole('dialog', { name });
const heading = (page, name) => see(page.getByRole('heading', { name, exact: true }).first());
const escape = (page) => page.keyboard.press('Escape');

async function at(page, set, hash, name) {
  await page.goto(`${set.bridge.base}/${hash}`);
  await heading(page, name);
}

const place = (hash, name) => (page, set) => at(page, set, hash, name);

async function list(page, set, query = '') {
  await page.goto(`${set.bridge.base}/#/installations${query}`);
  await see(page.getByRole('row').filter({ hasText: 'Harbour Dental' }).first());
}

async function columns(page, set) {
  await list(page, set);
  await button(page, 'Columns').click();
  await see(dialog(page, 'Columns').getByRole('checkbox').first());
}

async function healthMenu(page, set) {
  await list(page, set);
  await page.getByRole('search', { name: 'Search the list' }).getByRole('button', { name: 'Health' }).first().click();
  await see(dialog(page, 'Health'));
}

async function listMenu(page, set, item) {
  await list(page, set, '?health=needs_reauthorization');
  await button(page, 'More for this list').click();
  await see(page.getByRole('menu'));
  if (item !== undefined) await page.getByRole('menuitem', { name: item }).click();
}

async function rowMenu(page, set) {
  await list(page, set);
  const row = page.getByRole('row').filter({ hasText: 'Harbour Dental' }).first();
  await row.getByRole('button', { name: /^More for / }).click();
  await see(page.getByRole('menu'));
}

async function naming(page, set) {
  await listMenu(page, set, 'Save this view…');
  await see(dialog(page, 'Save this view'));
}

/** A view that was kept, and something else that is seen by now. */
async function ownView(page, set) {
  await naming(page, set);
  await page.getByRole('textbox', { name: 'Name' }).fill('Monday calls');
  await button(page, 'Save view').click();
  await page.waitForURL(/mine=/);
  await page.getByRole('columnheader', { name: 'Account' }).getByRole('button').click();
  await see(button(page, 'Update view'));
  // The list has been read in the new order.
  await see(page.locator('p[role="status"]').filter({ hasText: /^2 / }));
}

async function nameTaken(page, set) {
  await ownView(page, set);
  await button(page, 'More for this list').click();
  await page.getByRole('menuitem', { name: 'Save this view…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Monday calls');
  await button(page, 'Save view').click();
  await see(page.getByText('SavedViewNameTaken'));
}

async function noOwnViews(page, set) {
  await escape(page);
  const { settings } = await set.bridge.call('session_get');
  await set.bridge.call('settings_save', { ...settings, saved_views: [] });
}

async function lastWeek(page, set, query) {
  await page.goto(`${set.bridge.base}/#/activity?${query}`);
  await see(page.getByRole('region', { name: 'Activity' }).getByRole('listitem').first());
}

async function exporting(page, set) {
  await lastWeek(page, set, 'kind=exits');
  await button(page, 'Export…').click();
  await see(page.getByRole('menu'));
}

async function unchecked(page, set) {
  await at(page, set, '#/settings/diagnostics', 'Diagnostics');
  await page.reload();
  await see(button(page, 'Run the checks'));
}

async function checked(page, set) {
  await unchecked(page, set);
  await button(page, 'Run the checks').click();
  await see(button(page, 'Run them again'));
}

async function settingsDialog(page, set, section, name, open, title) {
  await at(page, set, `#/settings/${section}`, name);
  await open(page);
  await see(dialog(page, title));
}

const recovery = (page, set) => settingsDialog(page, set, 'vault', 'Vault', () => button(page, 'Make a recovery code…').click(), 'Make a recovery code');
const passphrase = (page, set) => settingsDialog(page, set, 'vault', 'Vault', () => button(page, 'Change…').click(), 'Change the passphrase');

async function leaked(page, set) {
  await passphrase(page, set);
  await page.getByRole('radio', { name: /^It leaked/ }).click();
  await see(dialog(page, 'Replace the key'));
}

/** Typed as far as the program has judged it. */
async function weak(page, set) {
  await passphrase(page, set);
  await page.getByLabel('New passphrase', { exact: true }).fill('password1234');
  await see(page.getByText('Too easy to guess.'));
}

async function recoveryWritten(page, set) {
  await recovery(page, set);
  await page.getByLabel('Present passphrase', { exact: true }).fill(set.passphrase);
  await button(page, 'Choose a place and write it').click();
  await see(page.getByText(/^Written to/));
}

/** Two ways are set up, so that one of them may go. */
async function removeCode(page, set) {
  await recoveryWritten(page, set);
  await page.getByRole('button', { name: 'Remove the recovery code' }).click();
  await see(dialog(page, 'Remove the recovery code'));
}

async function noCode(page, set) {
  await escape(page);
  await set.bridge.call('vault_remove_slot', { slot: 'recovery', present: { passphrase: set.passphrase } });
}

/** The passphrase is forgotten, the page from the drawer is at hand. */
async function unlockByCode(page, set) {
  await recoveryWritten(page, set);
  await set.bridge.call('vault_lock');
  await heading(page, 'The vault is locked');
  await button(page, 'Use a recovery code').click();
  await see(page.getByLabel('Recovery code', { exact: true }));
}

async function mistyped(page, set) {
  await unlockByCode(page, set);
  await page.getByLabel('Recovery code', { exact: true }).fill('ABCD-EFGH');
  await page.keyboard.press('Enter');
  await see(page.getByText('Not a recovery code.'));
}

async function remember(_, set) {
  await set.bridge.call('vault_unlock', { passphrase: set.passphrase });
  await set.bridge.call('vault_remove_slot', { slot: 'recovery', present: { passphrase: set.passphrase } });
}

async function welcomeCode(page, set) {
  await at(page, set, '#/welcome', 'How would you like to start?');
  await button(page, 'Make a recovery code…').click();
  await see(dialog(page, 'Make a recovery code'));
}

async function restore(page, set) {
  await at(page, set, '#/settings/data', 'Data and privacy');
  await page.getByRole('button', { name: /^Restore the backup of/ }).first().click();
  await see(dialog(page, /^Restore the backup of/));
}

async function restored(page, set) {
  await at(page, set, '#/settings/data', 'Data and privacy');
  const copies = page.getByRole('list', { name: 'Backups of the vault' }).getByRole('listitem');
  await see(copies.first());
  const before = await copies.count();
  await button(page, 'Make one now').click();
  await see(copies.nth(before));
  await page.getByRole('button', { name: /^Restore the backup of/ }).first().click();
  await button(page, 'Restore this backup').click();
  await see(page.getByText(/^Restored: /).first());
}

async function addAccount(page, set) {
  await at(page, set, '#/accounts', 'Accounts');
  await button(page, 'Add account').click();
  await see(dialog(page, 'Add an account'));
}

async function app(page, set, tab) {
  await page.goto(`${set.bridge.base}/#/apps/${set.world.apps['Survey Bridge']}/${tab}`);
  await heading(page, 'Checklist');
}

async function registering(page, set) {
  await app(page, set, 'auth');
  await button(page, 'How to register this at HubSpot').click();
  await see(dialog(page, 'How to register this at HubSpot'));
}

async function leaving(page, set) {
  await app(page, set, 'basic');
  await page.getByRole('textbox', { name: 'Description' }).fill('Answers become tickets, by night.');
  await see(button(page, 'Save app'));
  await page.evaluate(() => (window.location.hash = '#/accounts'));
  await see(dialog(page, 'Leave without saving?'));
}

async function leave(page) {
  await button(page, 'Leave without saving').click();
  await heading(page, 'Accounts');
}

async function explaining(page, set) {
  await list(page, set);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('explain');
  await page.getByRole('option', { name: 'Explain a HubSpot error…' }).click();
  await see(page.getByRole('textbox', { name: 'Paste what HubSpot’s page says, or its address' }));
}

const filled = /** @type {const} */ ('filled');
const none = /** @type {const} */ ('none');
const view = (name, go, more = {}) => ({ name, world: filled, go, ...more });

/** @type {import('./views.js').views} */
export const keepingViews = [
  view('guide', place('#/guide', 'Guide'), { world: none }),
  view('guide-no-match', place('#/guide?q=unheard', 'No page has these words'), { world: none }),
  view('guide-health', place('#/guide/needs_reauthorization', 'What to do next'), { world: none }),
  view('guide-code', place('#/guide/RedirectPortBusy', 'What happened'), { world: none }),
  view('guide-keys', place('#/guide/keys', 'Everywhere'), { world: none }),
  view('guide-unknown', place('#/guide/Unheard', 'No page about this'), { world: none }),
  view('welcome-recovery', welcomeCode, { world: none, after: escape, primary: 'Choose a place and write it' }),

  view('columns', columns, { after: escape }),
  view('health-menu', healthMenu, { after: escape }),
  view('list-menu', listMenu, { after: escape }),
  view('row-menu', rowMenu, { after: escape }),
  view('view-name', naming, { after: escape, primary: 'Save view' }),
  view('view-own', ownView, { after: noOwnViews, frame: 'frame-views' }),
  view('view-name-taken', nameTaken, { after: noOwnViews }),
  view('activity-filtered', (page, set) => lastWeek(page, set, 'period=week&kind=exits,refreshes&failures=only'), { grows: true }),
  view('activity-export', exporting, { after: escape, grows: true }),
  view('activity-no-match', place('#/activity?q=nobody', 'Nothing matches'), { primary: 'Show all' }),
  view('settings-notifications', place('#/settings/notifications', 'Notifications')),
  view('settings-diagnostics', unchecked, { primary: 'Run the checks' }),
  view('settings-diagnostics-checked', checked),
  view('passphrase', passphrase, { after: escape, primary: 'Set passphrase' }),
  view('passphrase-weak', weak, { after: escape }),
  view('passphrase-leaked', leaked, { after: escape, primary: 'Replace the key' }),
  view('recovery', recovery, { after: escape, primary: 'Choose a place and write it' }),
  view('recovery-written', recoveryWritten, { after: noCode }),
  view('recovery-remove', removeCode, { after: noCode, primary: 'Remove' }),
  view('unlock-recovery', unlockByCode, { after: remember, primary: 'Unlock' }),
  view('unlock-recovery-mistyped', mistyped, { after: remember }),
  view('restore', restore, { after: escape, primary: 'Restore this backup' }),
  view('restored', restored, { grows: true }),
  view('account-add', addAccount, { after: escape }),
  view('app-register', registering, { after: escape }),
  view('app-leave', leaving, { after: leave, primary: 'Stay' }),
  view('decoder-anywhere', explaining, { after: escape }),
];
