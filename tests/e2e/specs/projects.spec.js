/** A developer project: its folder becomes an app, the file and the app are compared, and each is written into the other. */
import assert from 'node:assert/strict';
import { APP_FILE, layAppFile, layProject, lyingThere } from '../harness/files.js';
import { chooseAccount, connect, openCopiedLink } from '../harness/hubspot.js';
import { chooseProfile, importFolder } from '../harness/meanings.js';
import { scene, useBrowser } from '../harness/scene.js';
import { gone, says, see, until } from '../harness/see.js';

useBrowser();

const button = (page, name) => page.getByRole('button', { name, exact: true });
const bar = (page) => page.getByRole('region', { name: 'Project file' });
const save = (page) => button(page, 'Save app');

/** The project's form, with what its file can't hold typed in, saved. */
async function importAndSave(page, set) {
  layProject(set);
  await page.goto(`${set.bridge.base}/#/apps`);
  await importFolder(page);
  await says(page.getByRole('dialog'), 'PlaceholderUnset', 'a placeholder without a value is said');
  await chooseProfile(page, 'staging');
  await button(page, 'Fill in the form').click();
  const { client_id, client_secret } = set.practice.app('Call Notes');
  await page.getByRole('textbox', { name: 'Client ID' }).fill(client_id);
  await page.getByRole('textbox', { name: 'Client secret' }).fill(client_secret);
  await until(page, () => save(page).isEnabled(), 'a whole app can be saved');
  await save(page).click();
  await see(page.getByText('Store Visits saved'));
  await says(bar(page), 'Same as the file');
}

async function compare(page) {
  await button(page, 'Compare with the file…').click();
  const dialog = page.getByRole('dialog', { name: 'Store Visits and its file' });
  await see(dialog.getByRole('table'));
  return dialog;
}

async function keptScopes({ bridge }) {
  const [app] = await bridge.call('app_list');
  return app.optional_scopes;
}

scene('a project folder is imported with a profile and installed', {}, async (set) => {
  const page = await set.open('#/apps');
  await importAndSave(page, set);
  await page.getByRole('tab', { name: 'Basic info' }).click();
  assert.equal(await page.getByRole('textbox', { name: 'Support e-mail' }).inputValue(), 'staging@keeper-works.example');
  await page.locator('header').getByRole('button', { name: 'Install', exact: true }).first().click();
  const start = button(page, 'Open the browser and authorize');
  await until(page, () => start.isEnabled(), 'the preflight lets it begin');
  await start.click();
  const tab = await openCopiedLink(page);
  await chooseAccount(tab, 'Harbour Dental');
  await connect(tab);
  await see(page.getByText('Store Visits is installed on Harbour Dental.'));
});

scene('a file that changes on disk is said at once; its values are taken, and the two are the same', {}, async (set) => {
  const page = await set.open('#/apps');
  await importAndSave(page, set);
  layAppFile(set, { optionalScopes: ['automation', 'settings.users.read'] });
  await says(bar(page), '1 difference');
  const dialog = await compare(page);
  await says(dialog.getByRole('row'), 'settings.users.read');
  await button(page, 'Take the file’s values').click();
  await gone(dialog);
  await until(page, () => save(page).isEnabled(), 'what was taken can be saved');
  await save(page).click();
  await says(bar(page), 'Same as the file');
  assert.deepEqual(await keptScopes(set), ['automation', 'settings.users.read']);
});

scene('what differs is written into the file instead, and the rest of the file stays', {}, async (set) => {
  const page = await set.open('#/apps');
  await importAndSave(page, set);
  await page.getByRole('tab', { name: 'Basic info' }).click();
  await page.getByRole('textbox', { name: 'Description' }).fill('Written here.');
  await until(page, () => save(page).isEnabled(), 'it can be saved');
  await save(page).click();
  await says(bar(page), '1 difference');
  await compare(page);
  await button(page, 'Change the file instead').click();
  await see(page.getByRole('dialog').getByText(/^Nothing differs/));
  await button(page, 'Close').click();
  await says(bar(page), 'Same as the file');
  const { config } = JSON.parse(lyingThere(set, APP_FILE));
  assert.equal(config.description, 'Written here.');
  assert.equal(config.support.supportEmail, '${support_email}', 'a placeholder that says the same stays');
  assert.deepEqual(config.permittedUrls, { fetch: [], iframe: [], img: [] });
});

scene('the link to the file is forgotten with the next save, and a list of scopes is pasted by kind', {}, async (set) => {
  const page = await set.open('#/apps');
  await importAndSave(page, set);
  layAppFile(set, { optionalScopes: [] });
  await says(bar(page), '1 difference');
  await compare(page);
  await button(page, 'Forget the link to the file').click();
  await page.getByRole('tab', { name: /^Scopes/ }).click();
  await button(page, 'Paste a list…').click();
  const list = { requiredScopes: ['oauth', 'crm.objects.contact.read'], optionalScopes: ['files'] };
  await page.getByRole('textbox', { name: 'Text with scopes in it' }).fill(JSON.stringify({ ...list, conditionallyRequiredScopes: ['tickets'] }));
  await page.getByRole('button', { name: 'Leave out crm.objects.contact.read' }).click();
  await button(page, 'Add 2 scopes').click();
  await until(page, () => save(page).isEnabled(), 'it can be saved');
  await save(page).click();
  await gone(bar(page));
  const [app] = await set.bridge.call('app_list');
  assert.deepEqual([app.conditionally_required_scopes, app.optional_scopes], [['tickets'], ['automation', 'files']]);
});
