/** HubSpot's page refuses, and what it says is pasted into the window: copied from the real page, explained, and put right. */
import assert from 'node:assert/strict';
import { saveApp } from '../harness/desk.js';
import { connect, copyPage, openCopiedLink, openLink } from '../harness/hubspot.js';
import { pasteInto } from '../harness/meanings.js';
import { scene, useBrowser } from '../harness/scene.js';
import { says, see, until } from '../harness/see.js';

useBrowser();

const ACCOUNT = 'Quarry Foods';
const button = (page, name) => page.getByRole('button', { name, exact: true });
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/** A flow that waits for the account's answer, with the decoder open. */
async function waiting(set, app) {
  const id = await saveApp(set, app);
  const page = await set.open(`#/install?app=${id}&hub_id=${set.practice.account(ACCOUNT).hub_id}`);
  const start = button(page, 'Open the browser and authorize');
  await until(page, () => start.isEnabled(), 'nothing blocks');
  await start.click();
  await see(page.getByText('Waiting for your browser'));
  return page;
}

/** The real page refuses, and somebody copies what it says. */
async function refusedAndPasted(page, consents = false) {
  const tab = await openCopiedLink(page);
  if (consents) await connect(tab);
  await see(tab.getByRole('heading', { name: "Couldn't complete the connection" }));
  await copyPage(tab);
  await tab.close();
  await page.bringToFront();
  await button(page, 'Find the cause').click();
  await pasteInto(page).press('Control+v');
}

function account({ practice }, change) {
  return practice.order('account', { hub_id: practice.account(ACCOUNT).hub_id, ...change });
}

scene('a user without rights: the message for the admin is copied, and the same link works once they have them', {}, async (set) => {
  const user = { user_id: 7, email: 'guest@quarry-foods.example', super_admin: false, may_install: false };
  await account(set, { users: [user] });
  const page = await waiting(set, 'Call Notes');
  await refusedAndPasted(page, true);
  await see(page.getByText('PageUserLacksRights'));
  await button(page, 'Copy message').click();
  await see(button(page, 'Copied').or(page.getByText('Copied')).first());
  const message = await clipboard(page);
  assert.match(message, /^Hello, I’m installing Call Notes on Quarry Foods/);
  const [link] = message.match(/http\S+$/) ?? [];
  await account(set, { users: [{ ...user, super_admin: true, may_install: true }] });
  const tab = await openLink(page, link);
  await connect(tab);
  await see(page.getByText(`Call Notes is installed on ${ACCOUNT}.`));
});

scene('an account that lacks what a scope needs: the corrected link is opened and works', {}, async (set) => {
  await account(set, { products: [] });
  const page = await waiting(set, 'Warehouse Link');
  await refusedAndPasted(page);
  await see(page.getByText('PageAccountLacksTier'));
  await see(page.getByRole('region', { name: 'Corrected link' }));
  await button(page, 'Open the corrected link').click();
  await see(page.getByText('It belongs to this installation: opened in your browser, its answer comes back here.'));
  assert.equal(await page.getByRole('alert').count(), 0, 'it is opened');
  await button(page, 'Copy corrected link').click();
  await until(page, async () => (await clipboard(page)).startsWith('http'), 'the link is copied');
  const tab = await openLink(page, await clipboard(page));
  await connect(tab);
  await see(page.getByText(`Warehouse Link is installed on ${ACCOUNT}.`));
});

scene('a scope that the app requires at HubSpot lacks here: the way leads to the app’s scopes', {}, async (set) => {
  const { practice } = set;
  const app = practice.app('Call Notes');
  await practice.order('app', { client_id: app.client_id, required_scopes: [...app.required_scopes, 'tickets'] });
  const page = await waiting(set, 'Call Notes');
  await refusedAndPasted(page);
  await see(page.getByText('PageScopesInsufficient'));
});

scene('nothing is guessed: three questions lead to the cause, and the link is opened again', {}, async (set) => {
  const page = await waiting(set, 'Call Notes');
  await button(page, 'Find the cause').click();
  await pasteInto(page).fill('Etwas ist schiefgelaufen.');
  await see(page.getByText('Nothing recognised yet'));
  await page.getByRole('radio', { name: 'HubSpot’s home page, or a dashboard' }).click();
  const causes = page.getByRole('list', { name: 'What it means' });
  await says(causes, 'PageSignedOut');
  await says(causes, 'Fits what you answered');
  await see(causes.getByRole('button', { name: 'Open again' }));
});
