/** Without a mouse: everything is reached, and the focus is never lost. */
import assert from 'node:assert/strict';
import { install, saveApp } from '../harness/desk.js';
import { focusIs, press, tabTo } from '../harness/keys.js';
import { scene, useBrowser } from '../harness/scene.js';
import { focused, gone, keepsFocus, see, until } from '../harness/see.js';

useBrowser();

async function filled(set) {
  const app = await saveApp(set, 'Invoice Sync');
  const ids = [];
  for (const account of ['Harbour Dental', 'Juniper Travel', 'Quarry Foods']) ids.push(await install(set, app, account));
  return { app, ids };
}

/** What is typed before the palette has the focus goes to the page: a person waits for it, too. */
async function openPalette(page) {
  await press(page, 'Control+k');
  await focusIs(page, /^combobox Search or run a command/, 'the palette takes the focus');
}

scene('the palette opens, finds, runs, and gives the focus back', {}, async (set) => {
  await filled(set);
  const page = await set.open('#/installations');
  await tabTo(page, /Refresh all/);
  await openPalette(page);
  await press(page, 'Escape');
  await focusIs(page, /Refresh all/, 'Escape gives the focus back');
  await openPalette(page);
  await page.keyboard.type('go to acc');
  await until(page, async () => /Go to Accounts/.test(await page.getByRole('option').first().innerText()), 'the command that was typed comes first');
  await press(page, 'Enter');
  await focusIs(page, /^h1 Accounts/, 'the new page’s heading has the focus');
  await openPalette(page);
  await page.keyboard.type('juniper');
  await see(page.getByRole('option', { name: /Juniper Travel/ }).first());
  await press(page, 'ArrowDown', 'ArrowUp', 'Control+Enter');
  await see(page.getByRole('heading', { name: /Juniper Travel/ }).first());
  await keepsFocus(page, 'opening what was found');
});

scene('the list: rows by arrows, chosen by Space, opened by Enter', {}, async (set) => {
  await filled(set);
  const page = await set.open('#/installations');
  await see(page.getByRole('row').filter({ hasText: 'Harbour Dental' }));
  await tabTo(page, /^row /);
  const first = await focused(page);
  await press(page, 'ArrowDown');
  await until(page, async () => (await focused(page)) !== first, 'the arrow moves to the next row');
  await press(page, 'Space');
  await see(page.getByText('1 selected'));
  await press(page, 'Shift+ArrowDown');
  await see(page.getByText('2 selected'));
  await press(page, 'Escape');
  await gone(page.getByText('2 selected'));
  await press(page, 'End', 'Home');
  await until(page, async () => (await focused(page)) === first, 'Home comes back to the first row');
  await press(page, '/');
  await focusIs(page, /^\S+ Search the list|searchbox|input/, 'a slash goes to the search of the list');
  await page.keyboard.type('quarry');
  await until(page, async () => (await page.getByRole('row').filter({ hasText: 'Harbour' }).count()) === 0, 'the list is narrowed');
  await tabTo(page, /^row /);
  await press(page, 'Enter');
  await see(page.getByRole('heading', { name: 'Invoice Sync on Quarry Foods' }).first());
  await focusIs(page, /^h1 /, 'the page’s heading has the focus');
  await page.goBack();
  await see(page.getByRole('heading', { name: 'Installations', exact: true }));
  await keepsFocus(page, 'going back');
});

scene('one installation: menu, dialog, reauthorization begun and cancelled', {}, async (set) => {
  const { ids } = await filled(set);
  const page = await set.open(`#/installations/${ids[0]}`);
  await tabTo(page, /More actions/);
  await press(page, 'Enter');
  await see(page.getByRole('menu'));
  for (let step = 0; step < 8 && !/Uninstall…/.test(await focused(page)); step++) await press(page, 'ArrowDown');
  await press(page, 'Enter');
  const dialog = page.getByRole('dialog');
  await see(dialog);
  await until(page, () => dialog.evaluate((element) => element.contains(document.activeElement)), 'the focus goes into the dialog');
  for (let step = 0; step < 12; step++) {
    await press(page, 'Tab');
    assert.ok(await dialog.evaluate((element) => element.contains(document.activeElement)), 'the focus stays in the dialog');
  }
  await press(page, 'Escape');
  await gone(dialog);
  await focusIs(page, /More actions/, 'Escape gives the focus back');
  await tabTo(page, /^button Reauthorize/, 'Shift+Tab');
  await press(page, 'Enter');
  const bar = page.getByRole('region', { name: /^Reauthorizing / });
  await see(bar);
  await see(bar.getByRole('button', { name: 'Cancel' }));
  await keepsFocus(page, 'the reauthorization has begun');
  await tabTo(page, /^button Cancel/);
  await press(page, 'Enter');
  await gone(bar);
  await keepsFocus(page, 'it is cancelled');
});

scene('an installation is begun and cancelled', {}, async (set) => {
  await saveApp(set, 'Invoice Sync');
  const page = await set.open('#/installations');
  await tabTo(page, /^button Install/);
  await press(page, 'Enter');
  await focusIs(page, /^h1 Install/, 'the page’s heading has the focus');
  await see(page.getByRole('combobox', { name: 'Account' }));
  await tabTo(page, /^(?!a ).*Account/);
  await page.keyboard.type('quarry');
  await see(page.getByRole('option').first());
  await press(page, 'ArrowDown', 'Enter');
  await tabTo(page, /^button Open the browser/);
  await until(page, () => page.getByRole('button', { name: 'Open the browser and authorize' }).isEnabled(), 'the preflight is done');
  await press(page, 'Enter');
  await see(page.getByText('Waiting for your browser'));
  await keepsFocus(page, 'it waits');
  await tabTo(page, /^button Cancel/);
  await press(page, 'Enter');
  await see(page.getByRole('button', { name: 'Try again' }));
  await keepsFocus(page, 'it is cancelled');
});

scene('forgetting and undoing, by keys alone', {}, async (set) => {
  await filled(set);
  const page = await set.open('#/installations');
  await see(page.getByRole('row').filter({ hasText: 'Harbour Dental' }));
  await tabTo(page, /^row /);
  await press(page, 'Space');
  await tabTo(page, /Forget…/);
  await press(page, 'Enter');
  const dialog = page.getByRole('dialog');
  await tabTo(page, /^button Forget 1/);
  await press(page, 'Enter');
  await gone(dialog);
  await keepsFocus(page, 'the dialog closed');
  await until(page, async () => (await page.getByRole('row').count()) === 3, 'one row less');
  await tabTo(page, /^button Undo/);
  await press(page, 'Enter');
  await until(page, async () => (await page.getByRole('row').count()) === 4, 'the row is back');
  await keepsFocus(page, 'undoing');
});

scene('the form of an app: tabs by arrows, scopes by typing, kinds by arrows', {}, async (set) => {
  const page = await set.open('#/apps/new');
  await tabTo(page, /^tab Basic info/);
  await press(page, 'ArrowRight', 'ArrowRight');
  await focusIs(page, /^tab Scopes/, 'arrows walk through the tabs');
  await tabTo(page, /^combobox/);
  await page.keyboard.type('crm.objects.deals.read');
  await see(page.getByRole('option').first());
  await press(page, 'Enter', 'Escape');
  await focusIs(page, /^combobox/, 'the field keeps the focus for the next one');
  await tabTo(page, /^radio /);
  await press(page, 'ArrowRight');
  await keepsFocus(page, 'the kind changed');
  await tabTo(page, /Remove crm\.objects\.deals\.read/);
  await press(page, 'Enter');
  await keepsFocus(page, 'the scope is removed');
});

scene('the matrix: arrows walk the cells, Enter opens a card, Escape closes it', {}, async (set) => {
  await filled(set);
  const page = await set.open('#/accounts');
  await see(page.getByRole('grid'));
  await tabTo(page, /^rowheader /);
  const first = await focused(page);
  await press(page, 'ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp');
  assert.equal(await focused(page), first, 'round a square one is back');
  for (let step = 0; step < 8 && !/Harbour Dental/.test(await focused(page)); step++) await press(page, 'ArrowDown');
  await press(page, 'ArrowRight', 'Enter');
  const card = page.getByRole('dialog');
  await see(card);
  await press(page, 'Escape');
  await gone(card);
  await focusIs(page, /^gridcell /, 'the cell has the focus again');
});
