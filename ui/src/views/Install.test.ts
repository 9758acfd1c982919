import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { useHost } from '../api';
import type { FlowView } from '../bindings/contract';
import { SampleHost } from '../host/sample';
import { router } from '../router.svelte';
import { asked } from '../state/asked.svelte';
import { session } from '../state/session.svelte';
import Install from './Install.svelte';

const app = '00000001-0000-4000-8000-000000000000';
let stop: (() => void) | undefined;

async function open(hash: string, change: (host: SampleHost) => void = () => undefined) {
  window.location.hash = hash;
  stop?.();
  stop = router.start();
  const host = new SampleHost({ count: 4 });
  for (const one of host.world.apps) one.redirect_urls = ['http://localhost:3917/cb', 'http://localhost:3000/cb'];
  change(host);
  useHost(host);
  await session.load();
  render(Install);
  return { host, user: userEvent.setup() };
}

const waiting: FlowView = {
  flow: 'f1',
  state: 'waiting',
  step: 'authorize',
  app,
  app_name: 'Invoice Sync',
  hub_id: 25194463,
  account_name: 'Halden & Sons Logistics',
  redirect_url: 'http://localhost:3917/cb',
  authorize_url: 'https://app.hubspot.com/oauth/25194463/authorize?client_id=x',
  from_elsewhere: false,
  listening: true,
  stray_hits: 0,
  refused_hits: [],
  https_knocks: 0,
  arrived_at: null,
  started_at: Date.now(),
  expires_at: Date.now() + 600_000,
  renews: null,
  installation: null,
  problem: null,
};

async function follow(flow: Partial<FlowView> = {}) {
  let view: FlowView = { ...waiting, ...flow };
  const opened = await open('#/install?flow=f1', (host) => host.answer('install_status', () => structuredClone(view)));
  const change = (changed: Partial<FlowView>) => {
    view = { ...view, ...changed };
    opened.host.tell({ event: 'install_advanced', flow: 'f1' });
  };
  return { ...opened, change };
}

test('preflight runs by itself; what blocks is said beside the button', async () => {
  const { host, user } = await open(`#/install?app=${app}`);
  const start = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Open the browser and authorize' });
  await screen.findByText('Port 3917 is free');
  await waitFor(() => expect(start().disabled).toBe(false));
  await user.click(screen.getByRole('radio', { name: /3000/ }));
  await waitFor(() => expect(start().getAttribute('aria-disabled')).toBe('true'));
  expect(screen.getByText('Port 3000 is busy.', { selector: '.why' })).toBeTruthy();
  await user.click(start());
  expect(host.calls.some(({ name }) => name === 'install_start'), 'nothing starts while it is blocked').toBe(false);
});

test('start pins the chosen account and follows the flow', async () => {
  const { host, user } = await open(`#/install?app=${app}&hub_id=25194463`);
  await screen.findByText('Port 3917 is free');
  const start = screen.getByRole('button', { name: 'Open the browser and authorize' });
  await waitFor(() => expect(start.getAttribute('aria-disabled')).toBeNull());
  await user.click(start);
  await screen.findByText('Waiting for your browser');
  expect(host.calls.find(({ name }) => name === 'install_start')?.args).toEqual({ app, redirect_url: 'http://localhost:3917/cb', hub_id: 25194463, open_browser: true });
  expect(window.location.hash).toMatch(/^#\/install\?flow=/);
});

test('only the newest preflight counts', async () => {
  const gates: ((code: string) => void)[] = [];
  const { user } = await open(`#/install?app=${app}`, (host) => {
    host.answer('install_preflight', () => new Promise((done) => gates.push((check) => done({ findings: [{ code: 'CheckPassed', level: 'pass', args: { check } }] }))));
  });
  await waitFor(() => expect(gates.length).toBe(1));
  await user.click(await screen.findByRole('radio', { name: /3000/ }));
  await waitFor(() => expect(gates.length).toBe(2));
  gates[1]?.('scopes');
  await screen.findByText('Scope names known, kinds right');
  gates[0]?.('credentials');
  await new Promise((done) => setTimeout(done, 0));
  expect(screen.queryByText('Client ID and secret in place')).toBeNull();
});

test('waiting names account, port and time left; it can be opened again and cancelled', async () => {
  const { host, user } = await follow();
  await screen.findByText('Waiting for your browser');
  expect(screen.getAllByText('Halden & Sons Logistics').length).toBeGreaterThan(0);
  expect(screen.getByText(/left\./).textContent).toMatch(/^(10:00|9:5\d) left\.$/);
  await user.click(screen.getByRole('button', { name: 'Open again' }));
  expect(host.calls.some(({ name }) => name === 'install_open_browser')).toBe(true);
  host.answer('install_cancel', {});
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(host.calls.find(({ name }) => name === 'install_cancel')?.args).toEqual({ flow: 'f1' }));
});

test('it asks again only when an event speaks of this flow', async () => {
  const { host } = await follow();
  await screen.findByText('Waiting for your browser');
  const asked = () => host.calls.filter(({ name }) => name === 'install_status').length;
  const before = asked();
  host.tell({ event: 'install_advanced', flow: 'another' });
  host.tell({ event: 'settings_changed' });
  await new Promise((done) => setTimeout(done, 0));
  expect(asked()).toBe(before);
  host.tell({ event: 'install_advanced', flow: 'f1' });
  await waitFor(() => expect(asked()).toBe(before + 1));
});

test('a pasted address of another authorization is refused at the field, and the flow goes on', async () => {
  const { user } = await follow();
  await user.click(await screen.findByLabelText('Address the browser ended on'));
  await user.paste('http://localhost:3917/cb?code=a&state=b');
  await user.click(screen.getByRole('button', { name: 'Use this address' }));
  await screen.findByText('This answer belongs to another authorization.');
  expect(screen.getByText('Waiting for your browser')).toBeTruthy();
  expect(screen.getByText(/Never paste an address that someone sent you\.$/, { selector: '.hint' })).toBeTruthy();
});

test('without a listener it says that the address must be pasted', async () => {
  await follow({ listening: false });
  await screen.findByText(/Nothing listens for this redirect URL/);
  const [first] = document.querySelectorAll('.ways .row .title');
  expect(first?.textContent, 'it comes first').toBe('Paste the address the browser ended on');
});

test('a relay page hands over; where it doesn’t, its address is pasted', async () => {
  await follow({ listening: false, redirect_url: 'https://auth.tern.dev/portalkeeper' });
  await screen.findByText(/The relay page hands over to Portalkeeper/);
  expect(screen.getByLabelText('Address the browser ended on')).toBeTruthy();
});

test('HubSpot’s home page is explained, and the link opened again', async () => {
  const { host, user } = await follow();
  await screen.findByText('HubSpot shows its home page after signing in?');
  await user.click(screen.getByRole('button', { name: 'Open the link again' }));
  expect(host.calls.filter(({ name }) => name === 'install_open_browser').length).toBe(1);
});

test('a browser that came with https is explained, for each of them', async () => {
  const { change } = await follow();
  await screen.findByText('Waiting for your browser');
  expect(screen.queryByText('Your browser came with https.')).toBeNull();
  change({ https_knocks: 2 });
  await screen.findByText('Your browser came with https.');
  expect(screen.getByText('chrome://net-internals/#hsts')).toBeTruthy();
  expect(screen.getByText('Firefox')).toBeTruthy();
  expect(screen.getByText('Safari')).toBeTruthy();
});

test('every refused request is explained with its reason and the way on', async () => {
  const { change } = await follow();
  await screen.findByText('Waiting for your browser');
  change({
    stray_hits: 3,
    refused_hits: [
      { reason: 'not_navigation', count: 1 },
      { reason: 'too_long', count: 2 },
    ],
  });
  await screen.findByText('3 requests to the redirect URL were refused.');
  expect(screen.getByText('Not opened in a tab')).toBeTruthy();
  expect(screen.getByText('Too many cookies').textContent).toContain('2 times');
  expect(screen.getByText(/copy it and paste it below/)).toBeTruthy();
});

test('the steps tick off as the tokens come, and the end says what starts', async () => {
  const { host, change } = await follow();
  await screen.findByText('Waiting for your browser');
  change({ state: 'exchanging', step: 'introspect', authorize_url: null });
  await screen.findByText('under way…');
  expect(screen.queryByText('Waiting for your browser')).toBeNull();
  change({ state: 'done', step: 'save', installation: 'i1' });
  await screen.findByText('Invoice Sync is installed on Halden & Sons Logistics.');
  await screen.findByText('What starts now');
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'Connected Apps' }));
  expect(host.calls.findLast(({ name }) => name === 'link_open')?.args).toEqual({ page: 'connected_apps', hub_id: 25194463 });
  await user.click(screen.getByRole('button', { name: 'Copy access token' }));
  await waitFor(() => expect(host.calls.at(-1)).toEqual({ name: 'installation_copy_token', args: { id: 'i1', form: 'plain' } }));
  await user.click(screen.getByRole('button', { name: 'Open the installation' }));
  await waitFor(() => expect(window.location.hash).toBe('#/installations/i1'));
});

test('a denial says that nothing was changed', async () => {
  await follow({ state: 'failed', problem: { code: 'ConsentDenied', args: { error: 'access_denied' } }, authorize_url: null });
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('Nothing was installed. No token was made or changed.');
});

test('a failure after the code came doesn’t claim that nothing happened', async () => {
  await follow({ state: 'failed', step: 'save', problem: { code: 'DiskFull' }, authorize_url: null });
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The disk is full.');
  expect(alert.textContent).not.toContain('No token was made');
});

test('try again starts the same anew; a reauthorization stays one', async () => {
  const { host, user } = await follow({ state: 'failed', problem: { code: 'FlowExpired' }, authorize_url: null, renews: 'i7' });
  host.answer('installation_reauthorize', { flow: 'f2', authorize_url: 'x', expires_at: 0 });
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(window.location.hash).toBe('#/install?flow=f2'));
  expect(host.calls.find(({ name }) => name === 'installation_reauthorize')?.args).toEqual({ id: 'i7', redirect_url: 'http://localhost:3917/cb' });
});

test('a held grant is told as saved and waiting, not as lost', async () => {
  await follow({ state: 'exchanging', step: 'introspect', installation: 'g1', problem: { code: 'HubSpotUnavailable' }, authorize_url: null });
  await screen.findByText('Saved, account not known yet.');
});

test('another account: explained, and kept or discarded by a person', async () => {
  const { host, user } = await follow({
    state: 'quarantined',
    step: 'introspect',
    installation: 'g1',
    authorize_url: null,
    problem: { code: 'AccountMismatch', args: { expected_hub_id: 25194463, found_hub_id: 5520194 } },
  });
  await screen.findByText('Another account answered.');
  expect(screen.getByText(/hub ID 25194463 and came from hub ID 5520194/)).toBeTruthy();
  host.answer('grant_discard', {});
  await user.click(screen.getByRole('button', { name: 'Discard it here' }));
  await waitFor(() => expect(host.calls.find(({ name }) => name === 'grant_discard')?.args).toEqual({ id: 'g1' }));
});

test('a flow that is over leads back to the form', async () => {
  const { user } = await open('#/install?flow=gone');
  await screen.findByText('This authorization is over.');
  await user.click(screen.getByRole('button', { name: 'Start again' }));
  await screen.findByRole('button', { name: 'Open the browser and authorize' });
});

test('who has no account to try it on learns how one is made', async () => {
  const { user } = await open(`#/install?app=${app}`);
  await user.click(await screen.findByRole('button', { name: 'How to create a test account' }));
  expect(asked.now).toBe('test_account');
});

test('an app without a redirect URL leads to how one is registered', async () => {
  const { user } = await open(`#/install?app=${app}`, (host) => host.world.apps.forEach((one) => (one.redirect_urls = [])));
  await user.click(await screen.findByRole('button', { name: 'How to register it at HubSpot' }));
  expect(asked.now).toBe('register_redirect');
});
