/** What is there already comes in: installations by their tokens, accounts by HubSpot's CLI; and test accounts are kept. */
import assert from 'node:assert/strict';
import { install, saveApp, tokenFromElsewhere } from '../harness/desk.js';
import { addExisting, askForCli, chooseApp } from '../harness/existing.js';
import { layTokens, setUpCli } from '../harness/files.js';
import { focusIs, press, tabTo } from '../harness/keys.js';
import { scene, useBrowser } from '../harness/scene.js';
import { gone, keepsFocus, says, see, until } from '../harness/see.js';

useBrowser();

const button = (page, name) => page.getByRole('button', { name, exact: true });
const token = (page) => page.getByLabel('Refresh token', { exact: true });

async function installations({ bridge }) {
  const { rows } = await bridge.call('installation_query', { limit: 50 });
  return rows;
}

scene('a refresh token typed in becomes an installation, by keys alone', {}, async (set) => {
  await saveApp(set, 'Invoice Sync');
  const typed = await tokenFromElsewhere(set, 'Invoice Sync', 'Practice Test 01');
  const page = await set.open('#/installations');
  await tabTo(page, /^button Add existing…/);
  await press(page, 'Enter');
  const dialog = page.getByRole('dialog', { name: 'Add an existing installation' });
  await see(dialog);
  await tabTo(page, /^input Refresh token/);
  await page.keyboard.insertText(typed);
  await tabTo(page, /^button Add installation/);
  await press(page, 'Enter');
  await see(page.getByRole('heading', { name: 'Invoice Sync on Practice Test 01' }).first());
  await see(page.getByText('Invoice Sync on Practice Test 01 is added'));
  await gone(dialog);
  await keepsFocus(page, 'the dialog is gone');
  await see(page.getByText('Healthy').first());
  assert.ok(!(await page.content()).includes(typed), 'the token is nowhere in the window');
  await button(page, 'Make a test call').click();
  await see(page.getByText(/HubSpot answered 200 in/));
});

scene('a token of another app leads to the right one, and a known installation to its page', {}, async (set) => {
  await saveApp(set, 'Invoice Sync');
  await saveApp(set, 'Call Notes');
  const page = await set.open();
  const typed = await tokenFromElsewhere(set, 'Call Notes', 'Quarry Foods');
  await page.goto(`${set.bridge.base}/#/installations`);
  await button(page, 'Add existing…').click();
  await chooseApp(page, 'Invoice Sync');
  await token(page).fill(typed);
  await token(page).press('Enter');
  await see(page.getByText('This token belongs to another app.'));
  await focusIs(page, /^input Refresh token/, 'the emptied field waits for the token');
  await button(page, 'Choose Call Notes').click();
  await says(page.getByRole('combobox', { name: 'App', exact: true }), 'Call Notes');
  await token(page).fill(typed);
  await token(page).press('Enter');
  await see(page.getByRole('heading', { name: 'Call Notes on Quarry Foods' }).first());

  await addExisting(page, set);
  await chooseApp(page, 'Call Notes');
  await token(page).fill(typed);
  await token(page).press('Enter');
  await see(page.getByText('Installed already.'));
  await button(page, 'Open it').click();
  await see(page.getByRole('heading', { name: 'Call Notes on Quarry Foods' }).first());
  assert.equal((await installations(set)).length, 1);
});

scene('a CSV file of three, one of them dead: each line says how it went', {}, async (set) => {
  await saveApp(set, 'Call Notes');
  await layTokens(set, 'Call Notes', ['Quarry Foods', 'Juniper Travel']);
  const page = await set.open('#/installations');
  await button(page, 'Add existing…').click();
  await page.getByRole('radio', { name: /^A CSV file/ }).click();
  await button(page, 'Choose file…').click();
  await see(page.getByRole('dialog', { name: 'Added installations of Call Notes' }));
  const lines = page.getByRole('region', { name: 'Result by line' }).getByRole('row');
  await until(page, async () => (await lines.count()) === 4, 'a head and three lines');
  await says(lines.nth(3), 'RefreshRejected');
  await button(page, 'Show the added ones').click();
  for (const account of ['Quarry Foods', 'Juniper Travel']) await see(page.getByRole('row').filter({ hasText: account }).getByText('Healthy'));
  assert.equal((await installations(set)).length, 2);
  await button(page, 'Show result').click();
  await see(page.getByText('1 not added'));
});

scene('accounts of HubSpot’s CLI are chosen and added, those known stay', {}, async (set) => {
  setUpCli(set);
  const page = await set.open('#/accounts');
  await askForCli(page, set);
  await button(page, 'Read it').click();
  const known = page.getByRole('checkbox', { name: /Harbour Dental/ });
  await see(known);
  assert.ok(await known.isDisabled(), 'what is here already can’t be added');
  await page.getByRole('checkbox', { name: /Ledger sandbox/ }).uncheck();
  await button(page, 'Add 2 accounts').click();
  await see(page.getByText('2 accounts added'));
  await gone(page.getByRole('dialog'));
  const accounts = await set.bridge.call('account_list');
  assert.deepEqual([51_000_001, 51_000_002, 51_000_003].map((id) => accounts.some(({ hub_id }) => hub_id === id)), [true, true, false]);
});

scene('a test account is kept alive by one call', {}, async (set) => {
  const app = await saveApp(set, 'Call Notes');
  await install(set, app, 'Practice Test 01');
  const page = await set.open('#/accounts?view=list');
  const row = page.getByRole('row').filter({ hasText: 'Practice Test 01' });
  await says(row, 'at the earliest');
  await row.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Keep alive' }).click();
  await see(page.getByText('Practice Test 01 was called'));
  const asked = await (await fetch(`${set.practice.control}/log`)).json();
  assert.ok(JSON.stringify(asked).includes('account-info'), 'HubSpot was asked');
});
