/** Every way back from the browser, through the window and the real consent page. */
import assert from 'node:assert/strict';
import { profileOf, saveApp } from '../harness/desk.js';
import { chooseAccount, connect, openCopiedLink, openLink } from '../harness/hubspot.js';
import { focusIs, press, tabTo } from '../harness/keys.js';
import { freePort, holdPort, serve } from '../harness/ports.js';
import { scene, useBrowser } from '../harness/scene.js';
import { gone, says, see, until } from '../harness/see.js';
import { comeFromElsewhere, installLink, knockWithTls } from '../harness/ways.js';

useBrowser();

const APP = 'Call Notes';
const ACCOUNT = 'Harbour Dental';
const button = (page, name) => page.getByRole('button', { name, exact: true });
const start = (page) => button(page, 'Open the browser and authorize');

/** The install view of an app, with nothing in its way. */
async function installView(set, app) {
  const page = await set.open(`#/install?app=${app}`);
  await until(page, () => start(page).isEnabled(), 'nothing blocks');
  return page;
}

async function installations(set) {
  const { rows } = await set.bridge.call('installation_query', { limit: 50 });
  return rows;
}

scene('what was started elsewhere is kept after two words, by keys alone', {}, async (set) => {
  const page = await installView(set, await saveApp(set, APP));
  await tabTo(page, /^button Wait for it/);
  await press(page, 'Enter');
  await focusIs(page, /^h1 Wait for Call Notes to be installed/, 'the new page’s heading has the focus');
  await see(page.getByText(`Listening on localhost:${set.port}`));

  // Somebody consents in the browser, to a link without a state.
  const tab = await openLink(page, installLink(set, APP, ACCOUNT));
  await connect(tab);
  await see(tab.getByRole('heading', { name: 'Go to Portalkeeper to confirm' }));
  assert.ok(!tab.url().includes('code='), 'the code has left the address bar');
  await tab.close();
  await page.bringToFront();

  await see(button(page, 'Yes, fetch its tokens'));
  await tabTo(page, /^button No, turn it away/);
  await tabTo(page, /^button Yes, fetch its tokens/);
  await press(page, 'Enter');
  await see(page.getByRole('heading', { name: 'Is it yours?' }));
  await says(page.getByRole('main'), 'harbour-dental.example', 'the account is named');
  await tabTo(page, /^button Keep it/);
  await press(page, 'Enter');
  await see(page.getByRole('heading', { name: `${APP} on ${ACCOUNT}` }).first());
  const rows = await installations(set);
  assert.deepEqual(rows.map(({ kind, health }) => [kind, health]), [['installation', 'healthy']]);
});

scene('a stranger’s answer is turned away, and nothing is asked of HubSpot', {}, async (set) => {
  const page = await installView(set, await saveApp(set, APP));
  await button(page, 'Wait for it').click();
  await see(page.getByText(`Listening on localhost:${set.port}`));
  await page.goto(`${set.bridge.base}/#/apps`);
  await see(page.getByText(`Waiting for an installation of ${APP}`));
  await comeFromElsewhere(set, APP, 'Quarry Foods');
  await see(page.getByText(`An answer for ${APP} waits for your word`));
  await button(page, 'Show').click();
  await button(page, 'No, turn it away').click();
  await see(page.getByText(/Nothing was installed/));
  assert.deepEqual(await installations(set), []);
  assert.equal((await set.practice.state()).access_tokens, 0, 'no token was made');
});

/** Leaves on a port what another project may have left: a service worker that passes everything on. */
async function leaveServiceWorker(set, context) {
  const release = await serve(set.port, {
    '/': ['text/html', '<!doctype html><title>Another project</title>'],
    '/sw.js': ['text/javascript', "addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));"],
  });
  const tab = await context.newPage();
  await tab.goto(`http://localhost:${set.port}/`);
  await tab.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
  });
  await tab.close();
  await release();
}

async function installs(set, page) {
  await start(page).click();
  const tab = await openCopiedLink(page);
  await chooseAccount(tab, ACCOUNT);
  await connect(tab);
  await see(tab.getByRole('heading', { name: 'Saved in Portalkeeper' }));
  assert.equal((await installations(set)).length, 1);
}

scene('cookies of other projects on localhost keep no answer out', {}, async (set) => {
  const page = await installView(set, await saveApp(set, APP));
  const cookies = Array.from({ length: 50 }, (_, at) => ({ name: `c${at}`, value: 'x'.repeat(4000), domain: 'localhost', path: '/' }));
  await page.context().addCookies(cookies);
  await installs(set, page);
});

scene('a service worker that another project left on the port keeps no answer out', {}, async (set) => {
  const page = await installView(set, await saveApp(set, APP));
  await leaveServiceWorker(set, page.context());
  await installs(set, page);
});

scene('a refused request is shown with its reason and the way on', {}, async (set) => {
  const page = await installView(set, await saveApp(set, APP));
  await start(page).click();
  await see(page.getByText(`Listening on localhost:${set.port}`));
  const answer = await fetch(`${set.redirectUrl}?code=x&state=y`, { headers: { 'sec-purpose': 'prefetch' } });
  assert.equal(answer.status, 400);
  await see(page.getByText('A request to the redirect URL was refused.'));
  await see(page.getByText('Loaded in advance'));
  await see(page.getByLabel('Address the browser ended on'));
});

scene('the banner stops it from any view', {}, async (set) => {
  const page = await installView(set, await saveApp(set, APP));
  await button(page, 'Wait for it').click();
  await see(page.getByText(`Listening on localhost:${set.port}`));
  await page.goto(`${set.bridge.base}/#/apps`);
  await button(page, 'Stop').click();
  await gone(page.getByText(`Waiting for an installation of ${APP}`));
  const release = await holdPort(set.port);
  await release();
});

scene('keeping what was started elsewhere says that it renews a known installation', {}, async (set) => {
  const { bridge } = set;
  const app = await saveApp(set, APP);
  const { flow } = await bridge.call('install_arm', { app, redirect_url: set.redirectUrl });
  await comeFromElsewhere(set, APP, ACCOUNT);
  const asked = (event) => event.event === 'grant_quarantined';
  await bridge.until(asked, () => bridge.call('install_confirm', { flow }));
  const [{ id }] = await installations(set);
  const kept = await bridge.call('grant_keep', { id });

  const again = await bridge.call('install_arm', { app, redirect_url: set.redirectUrl });
  await comeFromElsewhere(set, APP, ACCOUNT);
  const page = await set.open(`#/install?flow=${again.flow}`);
  await button(page, 'Yes, fetch its tokens').click();
  await see(page.getByText(/Keeping it replaces tokens/));
  await button(page, 'Keep it').click();
  await see(page.getByRole('heading', { name: `${APP} on ${ACCOUNT}` }).first());
  assert.ok(page.url().endsWith(kept.id), 'the row keeps its name');
  assert.equal((await installations(set)).length, 1);
});

scene('HubSpot forgets why one came when one has to sign in: the link once more', {}, async (set) => {
  const page = await installView(set, await saveApp(set, APP));
  const home = await openLink(page, set.practice.pages);
  await home.getByRole('button', { name: 'Sign out' }).click();
  await see(home.getByRole('heading', { name: 'Sign in' }));
  await start(page).click();
  await see(page.getByText('HubSpot shows its home page after signing in?'));
  const tab = await openCopiedLink(page);
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await see(tab.getByRole('heading', { name: 'Accounts' }));
  await page.bringToFront();
  await see(button(page, 'Open the link again'));
  const again = await openCopiedLink(page);
  await chooseAccount(again, ACCOUNT);
  await connect(again);
  await see(page.getByText(`${APP} is installed on ${ACCOUNT}.`));
});

scene('a busy port: its holder, and another registered redirect URL', {}, async (set) => {
  const { practice, bridge } = set;
  const other = await freePort();
  const urls = [set.redirectUrl, `http://localhost:${other}/`];
  await practice.order('app', { client_id: practice.app(APP).client_id, redirect_urls: urls });
  const { id } = await bridge.call('app_save', { app: profileOf(practice.app(APP), '', { redirect_urls: urls }) });
  const release = await holdPort(set.port);
  try {
    const page = await set.open(`#/install?app=${id}`);
    await says(page.getByRole('complementary').or(page.getByRole('main')), `process ${process.pid}`, 'the holder is named');
    await button(page, `Use localhost:${other}`).click();
    await until(page, () => start(page).isEnabled(), 'the other one is free');
    await start(page).click();
    const tab = await openCopiedLink(page);
    await chooseAccount(tab, ACCOUNT);
    await connect(tab);
    await see(tab.getByRole('heading', { name: 'Saved in Portalkeeper' }));
    await see(page.getByText(`${APP} is installed on ${ACCOUNT}.`));
  } finally {
    await release();
  }
});

scene('a busy port is gone around by pasting', {}, async (set) => {
  const app = await saveApp(set, APP);
  const release = await holdPort(set.port);
  try {
    const page = await set.open(`#/install?app=${app}`);
    await button(page, 'Go on by pasting').click();
    await until(page, () => start(page).isEnabled(), 'nobody needs the port');
    await start(page).click();
    await button(page, 'Copy link').first().click();
    const authorize_url = await page.evaluate(() => navigator.clipboard.readText());
    const { redirect } = await set.practice.order('approve', { authorize_url, hub_id: set.practice.account(ACCOUNT).hub_id });
    const field = page.getByRole('textbox', { name: /Address the browser ended on/ });
    await field.fill(redirect.replace(/state=.{4}/, 'state=xxxx'));
    await field.press('Enter');
    await see(page.getByText('RedirectStateMismatch'));
    await field.fill(redirect);
    await field.press('Enter');
    await see(page.getByText(`${APP} is installed on ${ACCOUNT}.`));
  } finally {
    await release();
  }
});

scene('a second authorization on the port shows the first, or takes its place', {}, async (set) => {
  const app = await saveApp(set, APP);
  const { flow } = await set.bridge.call('install_start', { app, redirect_url: set.redirectUrl, open_browser: false });
  const page = await set.open(`#/install?app=${app}`);
  await see(page.getByText('FlowOnSameRedirectUrl').or(page.getByText('This port is waiting already')).first());
  await button(page, 'Cancel it and go on').click();
  await until(page, () => start(page).isEnabled(), 'the port is free again');
  assert.equal((await set.bridge.call('install_status', { flow })).problem.code, 'FlowCancelled');
});

scene('a browser that comes with https is explained while one waits', {}, async (set) => {
  const page = await installView(set, await saveApp(set, APP));
  await start(page).click();
  await see(page.getByText('Waiting for your browser'));
  await knockWithTls(set.port);
  await see(page.getByText('Your browser came with https.'));
  for (const browser of ['Firefox', 'Safari']) await see(page.getByText(browser, { exact: true }));
  const tab = await openCopiedLink(page);
  await chooseAccount(tab, ACCOUNT);
  await connect(tab);
  await see(page.getByText(`${APP} is installed on ${ACCOUNT}.`));
});

scene('links are registered, seen as ours, and taken back', {}, async (set) => {
  const page = await set.open('#/settings/links');
  const main = page.getByRole('main');
  await see(main.getByText('No program takes these links yet'));
  await button(page, 'Register for links').click();
  await see(main.getByText('Links open this Portalkeeper'));
  await button(page, 'Remove registration').click();
  await see(main.getByText('No program takes these links yet'));
});
