/** The relay page in a real browser: what it hands over, to whom, and nothing else. */
import assert from 'node:assert/strict';
import { saveApp } from '../harness/desk.js';
import { chooseAccount, connect, openLink } from '../harness/hubspot.js';
import { handedOver, RelayHost } from '../harness/relay.js';
import { scene, useBrowser } from '../harness/scene.js';
import { says, see, until } from '../harness/see.js';

useBrowser();

/** A page of the published relay, and the links that it hands over. */
async function visit(set, host, query, options = {}) {
  const context = options.context ?? set.context;
  const page = await context.newPage();
  // Without a person’s click before it the browser refuses to open another program; for that there is the button.
  page.on('console', (message) => message.type() === 'error' && !message.text().includes('user gesture') && set.complaints.push(message.text()));
  page.on('pageerror', (error) => set.complaints.push(String(error)));
  const links = await handedOver(page);
  await page.goto(`${host.url}${query}`);
  return { page, links };
}

function relay(name, act) {
  scene(name, {}, async (set) => {
    const { path } = await set.bridge.call('relay_export');
    const host = await RelayHost.start(path);
    try {
      await act(set, host);
    } finally {
      await host.stop();
    }
  });
}

relay('an answer is handed over once the page is there, with a button for a browser that blocks it', async (set, host) => {
  const { page, links } = await visit(set, host, '?code=na1-c0de&state=s-_7a7e&hub_id=1&error_description=x');
  const handed = 'portalkeeper://oauth/callback?state=s-_7a7e&code=na1-c0de';
  await until(page, () => links.length > 0, 'the link is handed over');
  assert.deepEqual(links, [handed], 'the state and the code, and nothing else');
  await see(page.getByRole('heading', { name: 'Handing over to Portalkeeper' }));
  const button = page.getByRole('link', { name: 'Open Portalkeeper' });
  assert.equal(await button.getAttribute('href'), handed);
  await see(page.getByText(/access log/));
  assert.deepEqual(host.asked.filter((url) => url !== '/favicon.ico').length, 1, 'nothing else is asked for');
});

relay('where the browser refuses to hand over, the address can be copied and pasted', async (set, host) => {
  // Chromium opens another program once without a person’s click; then it wants one.
  const first = await visit(set, host, '?code=x&state=s');
  await until(first.page, () => first.links.length > 0, 'the link is handed over');
  await first.page.close();
  const { page } = await visit(set, host, '?code=na1-c0de&state=s7a7e');
  await page.getByRole('button', { name: 'Copy the address' }).press('Enter');
  await says(page.getByRole('button'), 'Copied');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
});

relay('a refusal is handed over, too', async (set, host) => {
  const { page, links } = await visit(set, host, '?error=access_denied&state=s');
  await until(page, () => links.length > 0, 'the link is handed over');
  assert.deepEqual(links, ['portalkeeper://oauth/callback?state=s&error=access_denied']);
});

relay('without an answer nothing is handed over', async (set, host) => {
  for (const query of ['', '?', '?code=x', '?state=s', '?error=x', '#code=x&state=s', '?CODE=x&STATE=s']) {
    const { page, links } = await visit(set, host, query);
    await see(page.getByRole('heading', { name: 'This page hands answers over to Portalkeeper' }));
    assert.equal(await page.getByRole('link').count(), 0, query);
    assert.deepEqual(links, [], query);
    await page.close();
  }
});

relay('a7_nothing_of_the_address_becomes_part_of_the_page', async (set, host) => {
  const hostile = ['<script>window.hit=1</script>', '"><img src=x onerror=window.hit=1>', 'javascript:window.hit=1', '%0d%0aLocation:%20x', "';window.hit=1//"];
  for (const text of hostile) {
    const { page, links } = await visit(set, host, `?code=${encodeURIComponent(text)}&state=${encodeURIComponent(text)}&x=${encodeURIComponent(text)}`);
    await until(page, () => links.length > 0, 'the link is handed over');
    assert.ok(links[0].startsWith('portalkeeper://oauth/callback?state='), links[0]);
    assert.equal(await page.evaluate(() => window.hit), undefined, text);
    assert.ok(!(await page.locator('body').innerText()).includes('hit'), text);
    assert.equal(await page.locator('img').count(), 0, text);
    await page.close();
  }
});

relay('in somebody else’s frame it hands nothing over', async (set, host) => {
  const page = await set.context.newPage();
  const links = await handedOver(page);
  await page.goto(`${host.base}/elsewhere`);
  await page.setContent(`<iframe src="${host.url}?code=x&state=s" title="relay"></iframe>`);
  await see(page.frameLocator('iframe').getByRole('heading', { name: 'This page hands answers over to Portalkeeper' }));
  assert.deepEqual(links, []);
});

scene('without scripts it says what to do', {}, async (set) => {
  const { path } = await set.bridge.call('relay_export');
  const host = await RelayHost.start(path);
  const context = await set.withoutScripts();
  try {
    const page = await context.newPage();
    await page.goto(`${host.url}?code=x&state=s`);
    await see(page.getByText(/Copy the whole address of this page/));
  } finally {
    await host.stop();
  }
});

relay('from HubSpot’s consent page by the relay page to the installation', async (set, host) => {
  const { bridge, practice } = set;
  const listed = practice.app('Call Notes');
  await practice.order('app', { client_id: listed.client_id, redirect_urls: [host.url] });
  const app = await saveApp(set, 'Call Notes', { redirect_urls: [host.url] });
  const checked = await bridge.call('relay_check', { redirect_url: host.url });
  assert.equal(checked.finding.code, 'RelayPublished');
  // The relay's host has the port, so nothing of ours listens there.
  const { flow, authorize_url } = await bridge.call('install_start', { app, redirect_url: host.url, by_paste: true, open_browser: false });
  const page = await set.open(`#/install?flow=${flow}`);
  const tab = await openLink(page, authorize_url);
  const links = await handedOver(tab);
  await chooseAccount(tab, 'Harbour Dental');
  await connect(tab);
  await see(tab.getByRole('heading', { name: 'Handing over to Portalkeeper' }));
  await until(tab, () => links.length > 0, 'the link is handed over');
  await bridge.link(links[0]);
  await see(page.getByText('Call Notes is installed on Harbour Dental.'));
});

scene('a link that answers nothing is said once, and changes nothing', {}, async (set) => {
  const page = await set.open('#/apps');
  await set.bridge.link('portalkeeper://oauth/callback?code=1&state=2');
  await set.bridge.link('portalkeeper://evil/callback');
  await see(page.getByText('A link came that no authorization waits for').first());
  assert.equal(await page.getByText('A link came that no authorization waits for').count(), 1);
});
