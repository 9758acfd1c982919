/** Developer projects, scopes and what HubSpot's page meant: how each is brought about, and the views of them. */
import { layAppFile, layProject, PROJECT, takeAway } from './files.js';
import { see } from './see.js';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const dialog = (page, name) => page.getByRole('dialog', { name });
const escape = (page) => page.keyboard.press('Escape');

/** What the page says to somebody without the rights. */
export const NO_RIGHTS = "The app can't be installed because you don't have permissions to authorize the scopes: crm.objects.invoices.read, crm.objects.line_items.read";

/** A list with kinds, one of which has a slip in it. */
const LIST = JSON.stringify({
  requiredScopes: ['oauth', 'crm.objects.quotes.read', 'tickets', 'crm.objects.contact.write'],
  conditionallyRequiredScopes: ['crm.objects.custom.write'],
  optionalScopes: ['automation'],
});

export async function importFolder(page) {
  await button(page, 'Import…').click();
  await page.getByRole('menuitem', { name: 'A project folder…' }).click();
  await see(dialog(page, 'Import a project'));
}

async function importing(page, set) {
  layProject(set);
  await page.goto(`${set.bridge.base}/#/apps`);
  await see(page.getByText('Route Planner').first());
  await importFolder(page);
  await chooseProfile(page, 'staging');
}

export async function chooseProfile(page, name) {
  await page.getByRole('combobox', { name: 'Profile' }).click();
  await page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
  await page.getByText('Reading…').waitFor({ state: 'hidden' });
  await see(page.getByRole('combobox', { name: 'Profile' }).filter({ hasText: name }));
}

/** An app that came from a file, which has changed since. */
async function drifted(page, set) {
  layProject(set);
  const { project } = await set.bridge.call('project_open', { from: 'folder' });
  const read = await set.bridge.call('project_read', { path: project.path, profile: 'staging' });
  const app = { ...read.apps[0].app, client_id: '5f0d2a52-6a0c-4c3e-9f4a-0a1f5e8c7b21', client_secret: '0f3b7f0e-7c0e-4b9e-8a39-3f0a3f6d9c11' };
  ({ id: set.drifted } = await set.bridge.call('app_save', { app }));
  layAppFile(set, { requiredScopes: ['oauth', 'crm.objects.contacts.read', 'tickets'], optionalScopes: [] });
  await page.goto(`${set.bridge.base}/#/apps/${set.drifted}/basic`);
  await see(page.getByRole('region', { name: 'Project file' }).getByText('4 differences', { exact: true }));
  await button(page, 'Compare with the file…').click();
  await see(dialog(page, 'Store Visits and its file').getByRole('table'));
}

async function endDrift(page, set) {
  await escape(page);
  await page.goto(`${set.bridge.base}/#/apps`);
  await set.bridge.call('app_remove', { id: set.drifted });
  takeAway(set, PROJECT);
}

async function exporting(page, set) {
  await page.goto(`${set.bridge.base}/#/apps/${set.world.apps['Invoice Sync']}/basic`);
  await button(page, 'More for this app').click();
  await page.getByRole('menuitem', { name: 'Export as a project…' }).click();
  await see(dialog(page, /^Export Invoice Sync/));
}

/** Begins an installation and asks what HubSpot's page meant; the view's end cancels it. */
async function decoding(page, set, text, app = 'Invoice Sync') {
  const { hub_id } = set.practice.account('Quarry Foods');
  const { flow } = await set.bridge.call('install_start', { app: set.world.apps[app], redirect_url: set.redirectUrl, hub_id, open_browser: false });
  set.flow = flow;
  await page.goto(`${set.bridge.base}/#/install?flow=${flow}`);
  await see(page.getByText('Waiting for your browser'));
  await see(page.getByText(/passed/).first());
  await button(page, 'Find the cause').click();
  await pasteInto(page).fill(text);
}

export const pasteInto = (page) => page.getByRole('textbox', { name: 'Paste what HubSpot’s page says, or its address' });

async function decoded(page, set) {
  await decoding(page, set, NO_RIGHTS);
  await see(page.getByRole('region', { name: 'Message to your admin' }));
}

async function corrected(page, set) {
  await decoding(page, set, 'crm.objects.custom.read: this account doesn’t have access.', 'Warehouse Link');
  await see(button(page, 'Copy corrected link'));
}

async function questioned(page, set) {
  await decoding(page, set, 'Etwas ist schiefgelaufen.');
  await page.getByRole('radio', { name: 'A page or a box that says that something failed' }).click();
  await see(page.getByRole('radiogroup', { name: 'Does it name scopes, or speak of permissions?' }));
}

async function pasteScopes(page, set) {
  await page.goto(`${set.bridge.base}/#/apps/${set.world.apps['Invoice Sync']}/scopes`);
  await button(page, 'Paste a list…').click();
  await page.getByRole('textbox', { name: 'Text with scopes in it' }).fill(LIST);
  await see(page.getByText(/isn’t in the catalogue/));
}

const stop = (_, set) => set.bridge.call('install_cancel', { flow: set.flow }).catch(() => undefined);
const filled = /** @type {const} */ ('filled');

/** @type {import('./views.js').views} */
export const meaningViews = [
  { name: 'import-project', world: filled, go: importing, after: async (page, set) => (await escape(page), takeAway(set, PROJECT)), primary: 'Fill in the form' },
  { name: 'app-drift', world: filled, go: drifted, after: endDrift, primary: 'Take the file’s values' },
  { name: 'export-project', world: filled, go: exporting, after: escape, primary: 'Choose a folder…' },
  { name: 'decoder', world: filled, go: decoded, after: stop, primary: 'Copy message' },
  { name: 'decoder-link', world: filled, go: corrected, after: stop, primary: 'Copy corrected link' },
  { name: 'decoder-questions', world: filled, go: questioned, after: stop },
  { name: 'paste-scopes', world: filled, go: pasteScopes, after: escape, primary: 'Add 5 scopes' },
];
