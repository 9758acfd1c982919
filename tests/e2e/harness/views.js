/**
 * Every view that a person can come to, and how: for pictures, contrast, outlines and widths.
 * `world` says which scene it needs; `go` leaves the page at the view.
 */
import { existingViews } from './existing.js';
import { heldViews } from './held.js';
import { keepingViews } from './keeping.js';
import { meaningViews } from './meanings.js';
import { see } from './see.js';
import { unsavedViews } from './unsaved.js';
import { wayViews } from './ways.js';

const button = (page, name) => page.getByRole('button', { name, exact: true });

function at(hash, ready) {
  return async (page, set) => {
    await page.goto(`${set.bridge.base}/${hash}`);
    await ready(page);
  };
}

function heading(name) {
  return (page) => see(page.getByRole('heading', { name, exact: true }).first());
}

/** One installation, when its parts are here. */
function installation(name) {
  return async (page, set) => {
    await page.goto(`${set.bridge.base}/#/installations/${set.world.ids[name]}`);
    await see(page.getByRole('heading', { name }).first());
    await see(page.getByRole('heading', { name: 'Timeline' }));
    await see(page.getByRole('heading', { name: 'At HubSpot' }));
  };
}

/** A grant that waits, found by its health. */
function grant(health) {
  return async (page, set) => {
    const { rows } = await set.bridge.call('installation_query', { filter: { healths: [health] }, limit: 1 });
    await page.goto(`${set.bridge.base}/#/installations/${rows[0].id}`);
    await see(page.getByRole('heading', { name: 'Timeline' }));
  };
}

async function appForm(page, set, tab) {
  await page.goto(`${set.bridge.base}/#/apps/${set.world.apps['Invoice Sync']}/${tab}`);
  await see(page.getByRole('tab', { selected: true }));
  await see(page.getByRole('heading', { name: 'Checklist' }));
  if (tab === 'redirects') await see(page.getByText(/^Port \d+ is/));
}

async function list(page, set) {
  await page.goto(`${set.bridge.base}/#/installations`);
  await see(page.getByRole('row').filter({ hasText: 'Harbour Dental' }).first());
}

async function installForm(page, set) {
  const { hub_id } = set.practice.account('Quarry Foods');
  await page.goto(`${set.bridge.base}/#/install?app=${set.world.apps['Invoice Sync']}&hub_id=${hub_id}`);
  await see(page.getByText(/passed/).first());
}

/** Begins an installation and leaves it waiting; the view's end cancels it. */
async function waiting(page, set) {
  const { hub_id } = set.practice.account('Quarry Foods');
  const { flow } = await set.bridge.call('install_start', { app: set.world.apps['Invoice Sync'], redirect_url: set.redirectUrl, hub_id, open_browser: false });
  set.flow = flow;
  await page.goto(`${set.bridge.base}/#/install?flow=${flow}`);
  await see(page.getByText('Waiting for your browser'));
  await see(page.getByText(/passed/).first());
}

async function cancelled(page, set) {
  await waiting(page, set);
  await button(page, 'Cancel').click();
  await see(button(page, 'Try again'));
}

const stopWaiting = (_, set) => set.bridge.call('install_cancel', { flow: set.flow }).catch(() => undefined);

function exit(kind, name) {
  return async (page, set) => {
    await installation(name)(page, set);
    await button(page, 'More actions').click();
    await page.getByRole('menuitem', { name: kind }).click();
    await see(page.getByRole('dialog').getByRole('radiogroup'));
  };
}

async function palette(page, set) {
  await list(page, set);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('harbour');
  await see(page.getByRole('group', { name: 'Installations' }).getByRole('option').first());
}

const escape = (page) => page.keyboard.press('Escape');

/**
 * `primary` is the button that must be whole in the smallest window; `pending` goes on waiting; `grows` holds lines that
 * become more and more; `frame` names the outline of the sidebar;
 * `english` stands before the language is known.
 * @type {{name: string, world: 'none'|'empty'|'filled', go: (page, set) => Promise<void>, after?: (page, set) => Promise<unknown>, primary?: string, pending?: boolean, grows?: boolean, frame?: string, english?: boolean}[]}
 */
export const views = [
  { name: 'welcome', world: 'none', go: at('', heading(/Every app you build/)), primary: 'Start practising' },
  { name: 'installations-empty', world: 'empty', go: at('#/installations', heading('No installations yet')), primary: 'Install' },
  { name: 'accounts-empty', world: 'empty', go: at('#/accounts', heading('Accounts')) },
  { name: 'apps-empty', world: 'none', go: at('#/apps', heading('No apps yet')), primary: 'Add app' },
  { name: 'activity-empty', world: 'none', go: at('#/activity', heading('Nothing happened yet')) },
  { name: 'app-new', world: 'none', go: at('#/apps/new', heading('Checklist')), primary: 'Save app' },
  { name: 'install-no-app', world: 'none', go: at('#/install', heading('No app to install yet')), primary: 'Add app' },
  { name: 'nowhere', world: 'none', go: at('#/no/such/page', heading('There is no page here')) },

  { name: 'installations', world: 'filled', go: list, primary: 'Install an app', frame: 'frame' },
  {
    name: 'installations-chosen',
    world: 'filled',
    go: async (page, set) => {
      await list(page, set);
      for (const row of [1, 2, 3]) await page.getByRole('row').nth(row).getByRole('checkbox').check();
      await see(page.getByText('3 selected'));
    },
  },
  { name: 'installations-no-match', world: 'filled', go: at('#/installations?q=nobody', heading('Nothing matches')) },
  {
    name: 'matrix',
    world: 'filled',
    go: at('#/accounts', async (page) => {
      await see(page.getByRole('grid'));
      await see(page.getByText('Harbour Dental').first());
    }),
  },
  {
    name: 'matrix-card',
    world: 'filled',
    go: async (page, set) => {
      await page.goto(`${set.bridge.base}/#/accounts`);
      await page.getByRole('gridcell', { name: /Invoice Sync on Harbour Dental/ }).click();
      await see(page.getByRole('dialog'));
    },
    after: escape,
  },
  {
    name: 'accounts',
    world: 'filled',
    go: async (page, set) => {
      await page.goto(`${set.bridge.base}/#/accounts`);
      await page.getByRole('radio', { name: 'List' }).click();
      await see(page.getByRole('grid', { name: 'Accounts' }));
    },
    after: (page) => page.getByRole('radio', { name: 'Matrix' }).click(),
  },
  { name: 'apps', world: 'filled', go: at('#/apps', (page) => see(page.getByText('Route Planner').first())), primary: 'Add app' },
  { name: 'app-basic', world: 'filled', go: (page, set) => appForm(page, set, 'basic') },
  { name: 'app-auth', world: 'filled', go: (page, set) => appForm(page, set, 'auth') },
  { name: 'app-scopes', world: 'filled', go: (page, set) => appForm(page, set, 'scopes') },
  { name: 'app-redirects', world: 'filled', go: (page, set) => appForm(page, set, 'redirects') },
  {
    name: 'app-findings',
    world: 'filled',
    go: async (page, set) => {
      await appForm(page, set, 'redirects');
      await page.getByRole('button', { name: 'Add redirect URL' }).click();
      await page.getByRole('textbox', { name: 'URL 2' }).fill('http://127.0.0.1:8080/callback');
      // What is said of the empty field comes first.
      await see(page.getByText('RedirectUrlIpAddress').first());
    },
    after: (page) => button(page, 'Discard').click(),
    primary: 'Save app',
  },
  { name: 'activity', world: 'filled', go: at('#/activity', (page) => see(page.getByRole('region', { name: 'Activity' }).getByRole('listitem').first())), grows: true },
  { name: 'install', world: 'filled', go: installForm, primary: 'Open the browser and authorize' },
  { name: 'install-waiting', world: 'filled', go: waiting, after: stopWaiting, primary: 'Open again' },
  {
    name: 'install-errors',
    world: 'filled',
    go: async (page, set) => {
      await waiting(page, set);
      await button(page, 'Find the cause').click();
      await see(page.getByRole('textbox', { name: 'Paste what HubSpot’s page says, or its address' }));
      await see(page.getByRole('radiogroup', { name: 'Which page do you see?' }));
    },
    after: stopWaiting,
  },
  { name: 'install-cancelled', world: 'filled', go: cancelled, primary: 'Try again' },
  { name: 'installation-healthy', world: 'filled', go: installation('Invoice Sync on Old Mill Cycles'), primary: 'Copy access token' },
  { name: 'installation-needs-reauthorization', world: 'filled', go: installation('Invoice Sync on Harbour Dental'), primary: 'Reauthorize' },
  { name: 'installation-retrying', world: 'filled', go: installation('Invoice Sync on Copper Kettle Hotel') },
  { name: 'installation-scopes-behind', world: 'filled', go: installation('Route Planner on Sunday Gardens') },
  { name: 'installation-app-problem', world: 'filled', go: installation('Survey Bridge on Lantern Books'), primary: 'Open app' },
  { name: 'installation-revoked', world: 'filled', go: installation('Call Notes on Practice Test 02') },
  { name: 'grant-quarantined', world: 'filled', go: grant('quarantined') },
  { name: 'grant-held', world: 'filled', go: grant('held') },
  { name: 'forget', world: 'filled', go: exit('Forget…', 'Invoice Sync on Old Mill Cycles'), after: escape },
  { name: 'revoke', world: 'filled', go: exit('Revoke token…', 'Warehouse Link on Sunday Gardens'), after: escape },
  { name: 'uninstall', world: 'filled', go: exit('Uninstall…', 'Invoice Sync on Old Mill Cycles'), after: escape },
  { name: 'palette', world: 'filled', go: palette, after: escape },
  ...['General', 'Refresh', 'Clipboard', 'Vault', 'Data and privacy'].map((name) => ({
    name: `settings-${name.split(' ')[0].toLowerCase()}`,
    world: /** @type {const} */ ('filled'),
    go: at(`#/settings/${name.split(' ')[0].toLowerCase()}`, heading(name)),
  })),
  ...wayViews,
  ...unsavedViews,
  ...existingViews,
  ...meaningViews,
  ...keepingViews,
  ...heldViews,
  {
    name: 'vault-locked',
    world: 'filled',
    go: async (page, set) => {
      await list(page, set);
      await set.bridge.call('vault_lock');
      await see(page.getByRole('heading', { name: 'The vault is locked' }));
    },
    after: (page, set) => set.bridge.call('vault_unlock', { passphrase: PASSPHRASE }),
    primary: 'Unlock',
  },
];

export const PASSPHRASE = 'correct horse battery staple';
