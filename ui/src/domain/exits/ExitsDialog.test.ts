import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test } from 'vitest';
import { useHost } from '../../api';
import type { InstallationView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { toaster } from '../../parts/toaster.svelte';
import { session } from '../../state/session.svelte';
import { exits, type ExitKind } from './exits.svelte';
import ExitsDialog from './ExitsDialog.svelte';

let host: SampleHost;

beforeEach(async () => {
  host = new SampleHost({ count: 30 });
  useHost(host);
  await session.load();
  exits.one = null;
  toaster.toasts = [];
  return () => session.stop();
});

function find(match: (row: InstallationView) => boolean): InstallationView {
  const row = host.world.installations.find(match);
  if (row === undefined) throw new Error('the sample has no such row');
  return row;
}

async function ask(row: InstallationView, kind: ExitKind) {
  render(ExitsDialog);
  exits.ask(row.id, kind);
  await screen.findByRole('radiogroup');
  return userEvent.setup();
}

function called(name: string) {
  return host.calls.filter((call) => call.name === name).map(({ args }) => args);
}

function button(name: RegExp | string): HTMLButtonElement {
  return screen.getByRole('button', { name });
}

describe('an app marked production', () => {
  const production = (row: InstallationView) => row.environment === 'production' && row.health === 'healthy';

  test('is uninstalled only after the domain was typed, which goes along', async () => {
    const row = find(production);
    const user = await ask(row, 'uninstall');
    expect(button(/^Uninstall from/).disabled, 'nothing is typed yet').toBe(true);
    await user.type(screen.getByRole('textbox'), `${row.domain}x`);
    expect(button(/^Uninstall from/).disabled, 'that is another domain').toBe(true);
    await user.type(screen.getByRole('textbox'), '{Backspace}');
    await waitFor(() => expect(button(/^Uninstall from/).disabled).toBe(false));
    await user.click(button(/^Uninstall from/));
    await screen.findByText('The app was uninstalled');
    expect(called('installation_uninstall')).toEqual([{ id: row.id, confirm_domain: row.domain }]);
  });

  test('is revoked only after the domain was typed, which goes along', async () => {
    const row = find(production);
    const user = await ask(row, 'revoke');
    expect(button('Revoke the token').disabled, 'nothing is typed yet').toBe(true);
    await user.type(screen.getByRole('textbox'), `${row.domain}`);
    await waitFor(() => expect(button('Revoke the token').disabled).toBe(false));
    await user.click(button('Revoke the token'));
    await screen.findByText('The refresh token was revoked');
    expect(called('installation_revoke')).toEqual([{ id: row.id, confirm_domain: row.domain }]);
  });

  test('is forgotten without it: forgetting can be undone', async () => {
    const row = find(production);
    const user = await ask(row, 'forget');
    expect(screen.queryByRole('textbox')).toBeNull();
    await user.click(button(/^Forget/));
    await waitFor(() => expect(called('installation_forget')).toEqual([{ id: row.id }]));
    const [toast] = toaster.toasts;
    toast?.action?.onclick();
    await waitFor(() => expect(called('installation_restore')).toEqual([{ id: row.id }]));
  });
});

test('another environment asks for nothing and sends no domain', async () => {
  const row = find(({ environment, health }) => environment !== 'production' && health === 'healthy');
  const user = await ask(row, 'uninstall');
  expect(screen.queryByRole('textbox')).toBeNull();
  await user.click(button(/^Uninstall from/));
  await screen.findByText('The app was uninstalled');
  expect(called('installation_uninstall')).toEqual([{ id: row.id }]);
});

test('with a dead refresh token only forgetting is left, and the way to HubSpot', async () => {
  const row = find(({ health }) => health === 'needs_reauthorization');
  const user = await ask(row, 'uninstall');
  const uninstall = screen.getByRole('radio', { name: /^Uninstall/ });
  expect(uninstall.getAttribute('data-disabled') ?? uninstall.getAttribute('disabled')).not.toBeNull();
  expect(screen.getByRole('radio', { name: /^Forget/ }).getAttribute('aria-checked')).toBe('true');
  await user.click(button('Open Connected Apps'));
  expect(called('link_open')).toEqual([{ page: 'connected_apps', hub_id: row.hub_id }]);
});

test('others with the same refresh token are named before they break', async () => {
  const row = find(({ health, environment }) => health === 'healthy' && environment !== 'production');
  const other = find(({ id, health }) => health === 'healthy' && id !== row.id);
  row.tokens = { refresh: 'AAAA', access: 'BBBB', access_expires_at: 0, shared_with: [other.id] };
  await ask(row, 'revoke');
  expect(await screen.findByText(new RegExp(`${other.app_name} on ${other.account_name}`))).toBeTruthy();
});

test('what HubSpot refused is said, and nothing is claimed', async () => {
  const row = find(({ environment, health }) => environment !== 'production' && health === 'healthy');
  host.refuse('installation_revoke', { code: 'HubSpotUnavailable' });
  const user = await ask(row, 'revoke');
  await user.click(button('Revoke the token'));
  expect(called('installation_revoke')).toEqual([{ id: row.id }]);
  expect((await screen.findByRole('alert')).textContent).toContain('Nothing further was done.');
  expect(screen.queryByText('The refresh token was revoked')).toBeNull();
});
