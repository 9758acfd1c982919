/** The ways back from the browser: how each is brought about, and the views that they lead to. */
import { connect } from 'node:net';
import { navigate } from './desk.js';
import { holdPort } from './ports.js';
import { see } from './see.js';

const heading = (page, name) => see(page.getByRole('heading', { name }).first());

/** The link that an install page or HubSpot's CLI would open: no state, the account in its path. */
export function installLink({ practice, redirectUrl }, name, account) {
  const app = practice.app(name);
  const { hub_id } = practice.account(account);
  const query = new URLSearchParams({ client_id: app.client_id, scope: [...app.required_scopes, ...app.conditionally_required_scopes].join(' '), optional_scope: app.optional_scopes.join(' '), redirect_uri: redirectUrl });
  return `${practice.pages}/oauth/${hub_id}/authorize?${query.toString().replaceAll('+', '%20')}`;
}

/** Somebody consents to such a link, and the browser comes to the redirect URL. */
export async function comeFromElsewhere(set, name, account) {
  const { redirect } = await set.practice.order('approve', { authorize_url: installLink(set, name, account) });
  await navigate(redirect);
}

/** The beginning of a TLS handshake, as a browser sends it that made https of the URL. */
export function knockWithTls(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from('1603010200010001fc0303', 'hex')));
    socket.setTimeout(10_000, () => socket.destroy(new Error('the knock was not answered')));
    socket.once('error', (error) => (error.code === 'ECONNRESET' ? resolve() : reject(error)));
    socket.once('close', () => resolve());
    socket.resume();
  });
}

async function follow(page, set, flow, ready) {
  set.flow = flow;
  await page.goto(`${set.bridge.base}/#/install?flow=${flow}`);
  await ready();
}

async function busy(page, set) {
  set.release = await holdPort(set.port);
  await page.goto(`${set.bridge.base}/#/install?app=${set.world.apps['Invoice Sync']}`);
  await see(page.getByRole('button', { name: 'Go on by pasting' }));
}

async function pasting(page, set) {
  const { flow } = await set.bridge.call('install_start', { app: set.world.apps['Invoice Sync'], redirect_url: set.redirectUrl, by_paste: true, open_browser: false });
  await follow(page, set, flow, () => see(page.getByText('Waiting for your browser')));
  await see(page.getByText(/passed/).first());
}

async function https(page, set) {
  const { flow } = await set.bridge.call('install_start', { app: set.world.apps['Invoice Sync'], redirect_url: set.redirectUrl, open_browser: false });
  await knockWithTls(set.port);
  await follow(page, set, flow, () => see(page.getByText('Your browser came with https.')));
  await see(page.getByText(/passed/).first());
}

async function armed(page, set) {
  const { flow } = await set.bridge.call('install_arm', { app: set.world.apps['Warehouse Link'], redirect_url: set.redirectUrl });
  await follow(page, set, flow, () => heading(page, 'Wait for Warehouse Link to be installed'));
  await see(page.getByRole('button', { name: 'Stop' }));
}

async function asking(page, set) {
  await armed(page, set);
  await comeFromElsewhere(set, 'Warehouse Link', 'Practice Test 02');
  await see(page.getByRole('button', { name: 'Yes, fetch its tokens' }));
}

async function unconfirmed(page, set) {
  await asking(page, set);
  await set.bridge.until(
    (event) => event.event === 'grant_quarantined',
    () => page.getByRole('button', { name: 'Yes, fetch its tokens' }).click(),
  );
  await see(page.getByRole('button', { name: 'Keep it' }));
}

async function unconfirmedGrant(page, set) {
  await unconfirmed(page, set);
  await page.getByRole('button', { name: 'Look at it' }).click();
  await heading(page, 'Did you start this installation?');
  await see(page.getByRole('heading', { name: 'Timeline' }));
}

async function discardGrants({ bridge }) {
  const { rows } = await bridge.call('installation_query', { filter: { healths: ['quarantined'] }, limit: 50 });
  const unconfirmed = rows.filter(({ code }) => code === 'GrantUnconfirmed');
  for (const { id } of unconfirmed) await bridge.call('grant_discard', { id });
}

async function relayRow(page, set) {
  await page.goto(`${set.bridge.base}/#/apps/${set.world.apps['Invoice Sync']}/redirects`);
  await page.getByRole('button', { name: 'Add redirect URL' }).click();
  await page.getByRole('textbox', { name: 'URL 2' }).fill('https://auth.keeper-works.example/portalkeeper');
  await see(page.getByRole('group', { name: 'Relay page of URL 2' }));
  // Typing asks about the ports anew, and the first one's answer comes when it comes.
  await see(page.getByText(/^Port \d+ is/));
}

async function relayHelp(page, set) {
  await page.goto(`${set.bridge.base}/#/apps/${set.world.apps['Invoice Sync']}/redirects`);
  await page.getByRole('button', { name: 'How the relay page works' }).click();
  await see(page.getByRole('dialog'));
}

async function links(page, set) {
  await page.goto(`${set.bridge.base}/#/settings/links`);
  await see(page.getByText('No program takes these links yet'));
}

const stop = (_, set) => set.bridge.call('install_cancel', { flow: set.flow }).catch(() => undefined);
const filled = /** @type {const} */ ('filled');

/** @type {import('./views.js').views} */
export const wayViews = [
  { name: 'install-busy', world: filled, go: busy, after: (_, set) => set.release() },
  { name: 'install-pasting', world: filled, go: pasting, after: stop },
  { name: 'install-https', world: filled, go: https, after: stop },
  { name: 'armed', world: filled, go: armed, after: stop },
  { name: 'armed-asking', world: filled, go: asking, after: stop, primary: 'Yes, fetch its tokens' },
  { name: 'armed-unconfirmed', world: filled, go: unconfirmed, after: (_, set) => discardGrants(set) },
  { name: 'grant-unconfirmed', world: filled, go: unconfirmedGrant, after: (_, set) => discardGrants(set) },
  { name: 'app-relay', world: filled, go: relayRow, after: (page) => page.getByRole('button', { name: 'Discard', exact: true }).click() },
  { name: 'relay-help', world: filled, go: relayHelp, after: (page) => page.keyboard.press('Escape') },
  { name: 'settings-links', world: filled, go: links },
];
