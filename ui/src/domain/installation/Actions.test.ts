import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import type { InstallationView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { startKeyboard } from '../../keyboard';
import { toaster } from '../../parts/toaster.svelte';
import { session } from '../../state/session.svelte';
import Actions from './Actions.svelte';

let host: SampleHost;

beforeEach(async () => {
  host = new SampleHost({ count: 30 });
  useHost(host);
  await session.load();
  toaster.toasts = [];
  return () => session.stop();
});

function show(match: (row: InstallationView) => boolean): InstallationView {
  const one = host.world.installations.find(match);
  if (one === undefined) throw new Error('the sample has no such row');
  render(Actions, { one });
  return one;
}

function copied() {
  return host.calls.filter(({ name }) => name === 'installation_copy_token').map(({ args }) => args);
}

test('copies the plain token by the button, the other forms by its menu', async () => {
  const user = userEvent.setup();
  const { id } = show(({ health }) => health === 'healthy');
  await user.click(screen.getByRole('button', { name: 'Copy access token' }));
  for (const item of ['Authorization header', /^\.env line/]) {
    await user.click(screen.getByRole('button', { name: 'Other ways to copy' }));
    await user.click(await screen.findByRole('menuitem', { name: item }));
    // The page takes clicks again a moment after the menu is gone.
    await waitFor(() => expect(document.body.style.pointerEvents).not.toBe('none'));
  }
  await waitFor(() => expect(copied()).toEqual([{ id, form: 'plain' }, { id, form: 'header' }, { id, form: 'env' }]));
  expect(toaster.toasts.map(({ title }) => title)).toEqual(['Access token copied', 'Authorization header copied', '.env line copied']);
});

test('the menu says what the .env line is called and that the token is never shown', async () => {
  const user = userEvent.setup();
  show(({ health }) => health === 'healthy');
  await user.click(screen.getByRole('button', { name: 'Other ways to copy' }));
  expect(await screen.findByText('HUBSPOT_ACCESS_TOKEN')).toBeTruthy();
  expect(screen.getByText(/Cleared after 30 s\. Never shown\./)).toBeTruthy();
});

test('copies by its key', async () => {
  const stop = startKeyboard();
  const { id } = show(({ health }) => health === 'healthy');
  await userEvent.setup().keyboard('{Control>}{Shift>}c{/Shift}{/Control}');
  await waitFor(() => expect(copied()).toEqual([{ id, form: 'plain' }]));
  stop();
});

test('a dead token is not offered for copying: reauthorizing is the primary', () => {
  show(({ health }) => health === 'needs_reauthorization');
  expect(screen.queryByRole('button', { name: 'Copy access token' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Reauthorize' }).classList.contains('primary')).toBe(true);
});

test('a refused copy says that nothing was copied', async () => {
  host.refuse('installation_copy_token', { code: 'VaultLocked' });
  const user = userEvent.setup();
  show(({ health }) => health === 'healthy');
  await user.click(screen.getByRole('button', { name: 'Copy access token' }));
  await waitFor(() => expect(toaster.toasts.at(-1)).toMatchObject({ tone: 'bad', title: 'The access token wasn’t copied' }));
});
