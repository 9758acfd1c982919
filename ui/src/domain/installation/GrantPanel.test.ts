import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import type { Health, InstallationView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import GrantPanel from './GrantPanel.svelte';

let host: SampleHost;

beforeEach(() => {
  host = new SampleHost({ count: 30 });
  useHost(host);
});

function show(health: Health, changed: Partial<InstallationView> = {}): InstallationView {
  const one = host.world.installations.find((row) => row.health === health);
  if (one === undefined) throw new Error('the sample has no such grant');
  Object.assign(one, changed);
  render(GrantPanel, { one });
  return one;
}

function called(name: string) {
  return host.calls.filter((call) => call.name === name).map(({ args }) => args);
}

test('a grant for another account is kept as an installation of its own', async () => {
  const { id } = show('quarantined', { hub_id: 424242, account_name: 'Elsewhere' });
  await userEvent.setup().click(screen.getByRole('button', { name: 'Save as another installation' }));
  await waitFor(() => expect(called('grant_keep')).toEqual([{ id }]));
});

test('where that account has the app already, it says that its tokens are replaced', async () => {
  const known = host.world.installations.find(({ kind }) => kind === 'installation');
  show('quarantined', { app: known?.app ?? '', hub_id: known?.hub_id ?? 0 });
  expect(await screen.findByText('Renew the installation that is there')).toBeTruthy();
  expect(screen.getByText(/Its tokens are replaced by these/)).toBeTruthy();
});

test('discarding asks first, says what stays at HubSpot, and names the grant', async () => {
  const { id } = show('quarantined');
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'Discard…' }));
  expect(called('grant_discard')).toEqual([]);
  expect((await screen.findByRole('dialog')).textContent).toContain('At HubSpot nothing changes');
  await user.click(screen.getByRole('button', { name: 'Discard the grant' }));
  await waitFor(() => expect(called('grant_discard')).toEqual([{ id }]));
});

test('a grant for another app can only be discarded', () => {
  show('quarantined', { code: 'AppMismatch' });
  expect(screen.queryByRole('button', { name: 'Save as another installation' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Discard…' })).toBeTruthy();
});

test('a held grant says that it is asked about by itself', () => {
  show('held');
  expect(screen.getByText(/It is asked again in/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Save/ })).toBeNull();
});

const stranger = { name: 'Copper Kettle Hotel', domain: 'copperkettle.example', user: 'ines@copperkettle.example', renews: null };

function showUnconfirmed(changed: Partial<InstallationView> = {}) {
  return show('quarantined', { code: 'GrantUnconfirmed', hub_id: 424242, account_name: null, domain: null, expected_hub_id: null, unconfirmed: stranger, ...changed });
}

test('a grant that was started elsewhere asks whether it was you, and says whose it is', async () => {
  const { id } = showUnconfirmed();
  expect(screen.getByRole('heading', { name: 'Did you start this installation?' })).toBeTruthy();
  for (const fact of ['Copper Kettle Hotel', 'copperkettle.example', '424242', 'ines@copperkettle.example']) expect(screen.getByText(fact)).toBeTruthy();
  expect(screen.getByText(/on Copper Kettle Hotel becomes an installation of its own/)).toBeTruthy();
  await userEvent.setup().click(screen.getByRole('button', { name: 'Keep it' }));
  await waitFor(() => expect(called('grant_keep')).toEqual([{ id }]));
});

test('that keeping it replaces tokens is said', () => {
  showUnconfirmed({ unconfirmed: { ...stranger, renews: host.world.installations[0]?.id ?? null } });
  expect(screen.getByText('Keep it, in place of the tokens that are there')).toBeTruthy();
  expect(screen.getByText(/Its tokens are replaced by these/)).toBeTruthy();
});

test('its token is revoked after asking', async () => {
  const { id } = showUnconfirmed();
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'Revoke…' }));
  expect(called('grant_revoke')).toEqual([]);
  expect((await screen.findByRole('dialog')).textContent).toContain('stays connected to Copper Kettle Hotel');
  await user.click(screen.getByRole('button', { name: 'Revoke the token' }));
  await waitFor(() => expect(called('grant_revoke')).toEqual([{ id }]));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('a revocation that HubSpot refuses is told in the dialog', async () => {
  showUnconfirmed();
  host.refuse('grant_revoke', { code: 'HubSpotUnreachable' });
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'Revoke…' }));
  await user.click(await screen.findByRole('button', { name: 'Revoke the token' }));
  expect((await screen.findByRole('alert')).textContent).toContain('HubSpot can’t be reached.');
});

test('a token that something else here has, or that can’t be read, isn’t revoked from here', () => {
  const { tokens } = host.world.installations.find(({ health }) => health === 'quarantined') as InstallationView;
  if (tokens === null) throw new Error('the sample’s grants have tokens');
  show('quarantined', { tokens: { ...tokens, shared_with: ['other'] } });
  expect(screen.queryByRole('button', { name: 'Revoke…' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Discard…' })).toBeTruthy();
});

test('a held grant can’t be revoked', () => {
  show('held');
  expect(screen.queryByRole('button', { name: 'Revoke…' })).toBeNull();
});
