/** The first start: from nothing to an installation, in Practice HubSpot inside the app. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { chooseAccount, connect, openCopiedLink } from '../harness/hubspot.js';
import { PracticeHubSpot } from '../harness/practice.js';
import { scene, useBrowser } from '../harness/scene.js';
import { see, until } from '../harness/see.js';

useBrowser();

/** From the first door to a token on the clipboard: what a newcomer may be asked to do in the window. */
const FEW_CLICKS = 4;

scene('from the practice door to a living token on the clipboard in few clicks', { practice: false, clipboard: true }, async (set) => {
  const page = await set.open();
  let clicks = 0;
  const click = async (locator) => {
    await locator.click();
    clicks += 1;
  };
  await click(page.getByRole('button', { name: 'Start practising' }));
  await see(page.getByRole('heading', { name: 'Installations', exact: true }));
  await see(page.getByText('Practice HubSpot', { exact: true }));
  await click(page.getByRole('button', { name: /^Install/ }).first());
  const start = page.getByRole('button', { name: 'Open the browser and authorize' });
  await until(page, () => start.isEnabled(), 'the preflight lets it begin');
  await click(start);
  await see(page.getByText('Waiting for your browser'));
  // The browser opened by itself; here its page is reached by the link.
  const tab = await openCopiedLink(page);
  await chooseAccount(tab, 'Harbour Dental');
  await connect(tab);
  await see(tab.getByRole('heading', { name: 'Saved in Portalkeeper' }));
  await see(page.getByText(/is installed on Harbour Dental\./));
  await click(page.getByRole('button', { name: 'Copy access token' }));
  assert.ok(clicks <= FEW_CLICKS, `${clicks} clicks until the token is copied`);
  await see(page.getByText('Access token copied'));
  const token = await set.display.clipboard(set.bridge.base);
  assert.ok(!(await page.content()).includes(token), 'the window doesn’t show it');
  await livesIn(set, token, 'Harbour Dental');
});

/** Practice HubSpot, started anew on what the program's own one saved, knows whose the token is. */
async function livesIn(set, token, account) {
  await set.bridge.stop();
  set.practice = await PracticeHubSpot.start({ redirectUrl: set.redirectUrl, world: join(set.dataDir, 'practice-world.json') });
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${set.practice.api}/account-info/2026-03/details`, { headers, signal: AbortSignal.timeout(15_000) });
  assert.equal(answer.status, 200, `a token of ${token.length} characters is taken`);
  assert.equal((await answer.json()).portalId, set.practice.account(account).hub_id);
}

scene('the worlds are apart: what is practised isn’t there in HubSpot’s world', { practice: false }, async (set) => {
  const page = await set.open();
  await page.getByRole('button', { name: 'Start practising' }).click();
  await see(page.getByRole('heading', { name: 'Installations', exact: true }));
  await page.goto(`${set.bridge.base}/#/apps`);
  await see(page.getByText('Invoice Sync').first());
  await page.getByRole('button', { name: 'Switch to HubSpot' }).click();
  await see(page.getByRole('heading', { name: /Every app you build/ }));
  await page.goto(`${set.bridge.base}/#/apps`);
  await see(page.getByText('No apps yet'));
});

scene('a pasted authorization URL fills in the form', { practice: false }, async (set) => {
  const page = await set.open();
  const url =
    'https://app.hubspot.com/oauth/authorize?client_id=7fff1e36-2d40-4ae1-bbb1-5266d59564fb&scope=oauth%20crm.objects.contacts.read&redirect_uri=http://localhost:3917/oauth-callback&state=x';
  await page.getByRole('textbox', { name: 'Authorization URL' }).fill(url);
  await page.getByRole('button', { name: 'Fill in' }).click();
  await see(page.getByRole('tab', { name: 'Auth settings' }));
  await page.getByRole('tab', { name: 'Auth settings' }).click();
  assert.equal(await page.getByRole('textbox', { name: 'Client ID' }).inputValue(), '7fff1e36-2d40-4ae1-bbb1-5266d59564fb');
  await page.getByRole('tab', { name: 'Redirect URLs' }).click();
  assert.equal(await page.getByRole('textbox', { name: 'URL 1' }).inputValue(), 'http://localhost:3917/oauth-callback');
});
