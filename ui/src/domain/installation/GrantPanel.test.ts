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
