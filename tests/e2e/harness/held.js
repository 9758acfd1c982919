/** Waiting, failing, locked, in practice: the states of views that come and go by themselves. */
import { gone, see } from './see.js';
import { titleOf } from './words.js';
import { alter, hold, letPass, refuse } from './wire.js';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const dialog = (page, name) => page.getByRole('dialog', { name });
const heading = (page, name) => see(page.getByRole('heading', { name, exact: true }).first());

const damaged = { code: 'VaultDamaged' };
const silent = { code: 'HostUnreachable' };

/** The window begins anew at a place while some commands aren't answered, or not as usual. */
async function anew(page, set, hash) {
  await page.goto(`${set.bridge.base}/#/nowhere`);
  await heading(page, 'There is no page here');
  await page.goto(`${set.bridge.base}/${hash}`);
  await page.reload();
}

function failing(names, hash, problem = damaged, ready = (page) => see(page.getByText(titleOf(problem.code)).first())) {
  return async (page, set) => {
    await refuse(page, names, problem);
    await anew(page, set, typeof hash === 'string' ? hash : hash(set));
    await ready(page);
  };
}

function waiting(names, hash, ready) {
  return async (page, set) => {
    await hold(page, names);
    await anew(page, set, typeof hash === 'string' ? hash : hash(set));
    await ready(page);
  };
}

const skeletons = (page) => see(page.locator('.skeleton').first());
const oneOf = (set) => `#/installations/${set.world.ids['Invoice Sync on Old Mill Cycles']}`;

/** Rows are there, and reading them anew fails. */
async function stale(page, set) {
  await page.goto(`${set.bridge.base}/#/installations`);
  await see(page.getByRole('row').filter({ hasText: 'Harbour Dental' }).first());
  await refuse(page, ['installation_query'], damaged);
  await page.getByRole('columnheader', { name: 'Account' }).getByRole('button').click();
  await see(page.getByText(titleOf('VaultDamaged')).first());
}

/** Rows would stand elsewhere by now, and don't move under the pointer. */
async function changed(page, set) {
  await alter(page, 'installation_query', (answer) => (answer.stale = 16));
  await anew(page, set, '#/installations');
  await see(page.getByText('16 rows changed'));
}

function vaultIs(state, hash, change, ready) {
  return async (page, set) => {
    await alter(page, 'session_get', (view) => Object.assign(view.vault, { state }, change));
    await anew(page, set, hash);
    await ready(page);
  };
}

async function waysOut(page) {
  await button(page, 'Ways out…').click();
  await heading(page, 'The vault can’t be opened');
}

async function afresh(page, set) {
  await vaultIs('unavailable', '#/installations', noKeyring, waysOut)(page, set);
  await button(page, 'Start over…').click();
  await see(dialog(page, 'Start over with a new key'));
}

async function covered(page, set) {
  await alter(page, 'session_get', (view) => (view.lockable = false));
  await anew(page, set, '#/installations');
  await see(page.getByRole('row').filter({ hasText: 'Harbour Dental' }).first());
  await page.keyboard.press('Control+l');
  await heading(page, 'Hidden');
}

const noKeyring = { slots: ['keyring', 'passphrase'], recovery: true, keyring_available: false, problem: { code: 'KeyringEntryGone', args: {} } };
const notSetUp = { slots: [], recovery: false, keyring_available: false };

/** Locked, and looked round in all the same. */
function locked(hash, ready) {
  return async (page, set) => {
    await page.goto(`${set.bridge.base}/#/apps`);
    await set.bridge.call('vault_lock');
    await heading(page, 'The vault is locked');
    await button(page, 'Look around without secrets').click();
    await heading(page, 'Apps');
    await page.goto(`${set.bridge.base}/${typeof hash === 'string' ? hash : hash(set)}`);
    await ready(page);
  };
}

async function unlock(page, set) {
  await set.bridge.call('vault_unlock', { passphrase: set.passphrase });
  await gone(page.getByText('The vault is locked.', { exact: true }));
}

/** The checks of these worlds are off: here they would go on, but for the lock. */
async function paused(page, set) {
  await alter(page, 'session_get', (view) => (view.settings.daily_proof = true));
  await locked('#/settings/refresh', (shown) => see(shown.getByText(/Paused: the vault/)))(page, set);
}

async function resume(page, set) {
  await letPass(page);
  await unlock(page, set);
}

/** Through the first door, into the world inside the program. */
async function practised(page, set) {
  await page.goto(`${set.bridge.base}/#/installations`);
  await button(page, 'Start practising').click();
  await heading(page, 'No installations yet');
}

async function leavePractice(page, set) {
  await set.bridge.call('world_enter', { world: 'hubspot' });
  await letPass(page);
}

const filled = /** @type {const} */ ('filled');
const none = /** @type {const} */ ('none');
const empty = /** @type {const} */ ('empty');
const view = (name, go, more = {}) => ({ name, world: filled, go, after: letPass, ...more });

/** @type {import('./views.js').views} */
export const heldViews = [
  view('starting', waiting(['session_get'], '#/installations', (page) => see(page.getByText('Opening Portalkeeper…'))), { world: none, pending: true, english: true }),
  view('not-started', failing(['session_get'], '#/installations', silent, (page) => heading(page, 'Portalkeeper couldn’t be read')), { world: none, primary: 'Try again', english: true }),
  view('vault-opening', vaultIs('opening', '#/installations', { slots: ['keyring'] }, (page) => see(page.getByText('Waiting for your keyring…').first())), { world: empty }),
  view('vault-not-set-up', vaultIs('not_set_up', '#/installations', notSetUp, (page) => see(page.getByText('The vault isn’t set up.').first())), { world: empty }),
  view('welcome-no-keyring', vaultIs('not_set_up', '#/installations', notSetUp, (page) => heading(page, 'Where shall the key rest?')), { world: none }),
  view('practice-first', practised, { world: none, after: leavePractice }),

  view('installations-loading', waiting(['installation_query'], '#/installations', skeletons), { pending: true }),
  view('installations-failed', failing(['installation_query'], '#/installations')),
  view('installations-stale', stale),
  view('installations-changed', changed),
  view('installation-loading', waiting(['installation_get'], oneOf, skeletons), { pending: true }),
  view('installation-failed', failing(['installation_get'], oneOf, { code: 'InstallationUnknown' })),
  view('accounts-loading', waiting(['matrix_query', 'account_list'], '#/accounts', skeletons), { pending: true }),
  view('accounts-failed', failing(['matrix_query'], '#/accounts')),
  view('accounts-list-failed', failing(['account_list'], '#/accounts?view=list')),
  view('accounts-no-match', async (page, set) => {
    await page.goto(`${set.bridge.base}/#/accounts`);
    await page.getByRole('searchbox', { name: 'Search accounts' }).fill('nobody');
    await heading(page, 'Nothing matches');
  }, { primary: 'Clear the filters' }),
  view('apps-loading', waiting(['app_list'], '#/apps', skeletons), { pending: true }),
  view('apps-failed', failing(['app_list'], '#/apps')),
  view('app-failed', failing(['app_get'], (set) => `#/apps/${set.world.apps['Invoice Sync']}/basic`, { code: 'AppUnknown' })),
  view('activity-loading', waiting(['activity_query'], '#/activity', skeletons), { pending: true }),
  view('activity-failed', failing(['activity_query'], '#/activity')),
  view('settings-data-failed', failing(['backup_list'], '#/settings/data')),
  view('vault-unavailable', vaultIs('unavailable', '#/installations', noKeyring, waysOut), { primary: 'Try the keyring again' }),
  view('start-afresh', afresh),
  view('covered', covered, { primary: 'Show' }),

  view('installations-locked', locked('#/installations', (page) => see(page.getByText(/The vault is locked: /))), { after: unlock }),
  view('installation-locked', locked(oneOf, (page) => heading(page, 'Timeline')), { after: unlock }),
  view('accounts-locked', locked('#/accounts', (page) => see(page.getByRole('grid'))), { after: unlock }),
  view('app-auth-locked', locked((set) => `#/apps/${set.world.apps['Invoice Sync']}/auth`, (page) => heading(page, 'Checklist')), { after: unlock }),
  view('install-locked', locked((set) => `#/install?app=${set.world.apps['Invoice Sync']}`, (page) => see(page.getByText(/The vault is locked: /))), { after: unlock }),
  view('settings-refresh-locked', paused, { after: resume }),
  view('settings-vault-locked', locked('#/settings/vault', (page) => heading(page, 'Vault')), { after: unlock }),
  view('guide-locked', locked('#/guide/VaultLocked', (page) => heading(page, 'What happened')), { after: unlock }),
];
