import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { useHost } from '../api';
import type { VaultView } from '../bindings/contract';
import { SampleHost } from '../host/sample';
import { toaster } from '../parts/toaster.svelte';
import { session } from '../state/session.svelte';
import VaultGate from './VaultGate.svelte';

async function open(vault: Partial<VaultView>) {
  const host = new SampleHost({ count: 0 });
  host.session = { ...host.session, vault: { ...host.session.vault, ...vault } };
  useHost(host);
  await session.load();
  render(VaultGate);
  return { host, user: userEvent.setup() };
}

test('opening says what it waits for', async () => {
  await open({ state: 'opening' });
  expect(screen.getByRole('status').textContent).toBe('Waiting for your keyring…');
});

test('locked: a wrong passphrase is said at the field, emptied, and the next try waits', async () => {
  const { host, user } = await open({ state: 'locked', slots: ['passphrase'] });
  host.refuse('vault_unlock', { code: 'PassphraseWrong', retry_after: 4 });
  await user.type(screen.getByLabelText('Passphrase'), 'hunter2222{Enter}');
  await screen.findByText('Wrong passphrase.');
  expect(screen.getByLabelText('Passphrase')).toHaveProperty('value', '');
  const button = screen.getByRole('button', { name: 'Unlock' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  expect(screen.getByText('Next try in 4 s')).toBeTruthy();
  await user.type(screen.getByLabelText('Passphrase'), 'again{Enter}');
  expect(host.calls.filter(({ name }) => name === 'vault_unlock').length, 'no second try while it waits').toBe(1);
});

test('locked: the wait runs down by the second', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  try {
    const { host } = await open({ state: 'locked', slots: ['passphrase'] });
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    host.refuse('vault_unlock', { code: 'PassphraseWrong', retry_after: 2 });
    await user.type(screen.getByLabelText('Passphrase'), 'x{Enter}');
    await screen.findByText('Next try in 2 s');
    await vi.advanceTimersByTimeAsync(2100);
    await waitFor(() => expect(screen.queryByText(/Next try/)).toBeNull());
  } finally {
    vi.useRealTimers();
  }
});

test('locked: the right passphrase opens it, and stands in no further call', async () => {
  const { host, user } = await open({ state: 'locked', slots: ['passphrase'] });
  await user.type(screen.getByLabelText('Passphrase'), 'correct horse{Enter}');
  await waitFor(() => expect(session.open).toBe(true));
  expect(host.calls.filter(({ args }) => JSON.stringify(args).includes('correct horse')).map(({ name }) => name)).toEqual(['vault_unlock']);
});

test('not set up: a passphrase must be long enough and typed twice', async () => {
  const { host, user } = await open({ state: 'not_set_up', slots: [], keyring_available: false });
  const use = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Use this passphrase' });
  expect(use().disabled).toBe(true);
  await user.type(screen.getByLabelText('New passphrase'), 'short');
  await screen.findByText('Too short.');
  await user.clear(screen.getByLabelText('New passphrase'));
  await user.type(screen.getByLabelText('New passphrase'), 'eight or more');
  await user.type(screen.getByLabelText('The same again'), 'eight or less');
  await screen.findByText('The two differ.');
  await user.clear(screen.getByLabelText('The same again'));
  await user.type(screen.getByLabelText('The same again'), 'eight or more');
  await waitFor(() => expect(use().disabled).toBe(false));
  await user.click(use());
  expect(host.calls.find(({ name }) => name === 'vault_set_up')?.args).toEqual({ slot: 'passphrase', passphrase: 'eight or more' });
});

test('not set up with a keyring: the keyring is proposed', async () => {
  const { host, user } = await open({ state: 'not_set_up', slots: [], keyring_available: true });
  await user.click(await screen.findByRole('button', { name: 'Use the keyring' }));
  expect(host.calls.find(({ name }) => name === 'vault_set_up')?.args).toEqual({ slot: 'keyring' });
});

test('unavailable: the reason, the keyring again, and starting over with what it costs and keeps', async () => {
  const { host, user } = await open({ state: 'unavailable', slots: ['keyring'], keyring_available: true, sealed: 58, problem: { code: 'KeyringEntryGone' } });
  expect(screen.getByText('The keyring has no key for this vault.')).toBeTruthy();
  expect(screen.queryByText('Use the passphrase'), 'no passphrase slot, no such way').toBeNull();
  host.refuse('vault_unlock', { code: 'KeyringLocked' });
  await user.click(screen.getByRole('button', { name: 'Try the keyring again' }));
  await screen.findByText('The keyring is locked.');
  await user.click(screen.getByRole('button', { name: 'Start over…' }));
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain('58 encrypted secrets move into that file');
  expect(dialog.textContent).toContain('Every installation needs reauthorizing');
  expect(dialog.textContent).toContain('Apps, accounts, notes, tags and history stay');
  await user.click(screen.getByRole('button', { name: 'Start over' }));
  await waitFor(() => expect(host.calls.find(({ name }) => name === 'vault_start_afresh')?.args).toEqual({ slot: 'keyring' }));
});

test('unavailable with a passphrase slot offers the passphrase', async () => {
  const { user } = await open({ state: 'unavailable', slots: ['keyring', 'passphrase'], problem: { code: 'KeyringUnavailable' } });
  await user.click(screen.getByRole('button', { name: 'Use the passphrase' }));
  expect(await screen.findByLabelText('Passphrase')).toBeTruthy();
});

test('locked: starting over is offered, and says where the vault was set aside', async () => {
  const { host, user } = await open({ state: 'locked', slots: ['passphrase'] });
  await user.click(screen.getByRole('button', { name: 'Start over…' }));
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain('The vault is set aside as a file');
  await user.click(screen.getByRole('button', { name: 'Start over' }));
  await waitFor(() => expect(session.open).toBe(true));
  expect(host.calls.some(({ name }) => name === 'vault_start_afresh')).toBe(true);
  expect(toaster.toasts.map(({ text }) => text).join()).toContain('vault-started-over-2026-12-01-101500.db');
});

test('locked with a keyring: what to do about a forgotten passphrase, and nothing that the lock refuses', async () => {
  await open({ state: 'locked', slots: ['keyring', 'passphrase'] });
  expect(screen.getByText(/Quit and start Portalkeeper again/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Open with the keyring' })).toBeNull();
});

test('locked because the keyring failed: it can be tried again', async () => {
  await open({ state: 'locked', slots: ['keyring', 'passphrase'], problem: { code: 'KeyringTimeout' } });
  expect(screen.getByRole('button', { name: 'Open with the keyring' })).toBeTruthy();
});

test('a vault that was locked along leads to the world that it opens with', async () => {
  const { host, user } = await open({ state: 'locked', slots: ['memory'], opens_with: 'hubspot' });
  expect(screen.getByText('This vault was locked together with HubSpot’s, and opens with it.')).toBeTruthy();
  expect(screen.queryByLabelText('Passphrase')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Switch to HubSpot' }));
  expect(host.calls.find(({ name }) => name === 'world_enter')?.args).toEqual({ world: 'hubspot' });
});
