import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { useHost } from '../api';
import type { VaultView } from '../bindings/contract';
import { SampleHost } from '../host/sample';
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

test('unavailable: the reason, the keyring again, and starting afresh with what it costs', async () => {
  const { host, user } = await open({ state: 'unavailable', slots: ['keyring'], keyring_available: true, sealed: 58, problem: { code: 'KeyringEntryGone' } });
  expect(screen.getByText('The keyring has no key for this vault.')).toBeTruthy();
  expect(screen.queryByText('Use the passphrase'), 'no passphrase slot, no such way').toBeNull();
  host.refuse('vault_unlock', { code: 'KeyringLocked' });
  await user.click(screen.getByRole('button', { name: 'Try the keyring again' }));
  await screen.findByText('The keyring is locked.');
  await user.click(screen.getByRole('button', { name: 'Start afresh…' }));
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain('58 sealed secrets are wiped');
  expect(dialog.textContent).toContain('Every installation needs reauthorizing');
  expect(dialog.textContent).toContain('Apps, accounts, notes, tags and history stay');
  await user.click(screen.getByRole('button', { name: 'Start afresh' }));
  await waitFor(() => expect(host.calls.find(({ name }) => name === 'vault_start_afresh')?.args).toEqual({ slot: 'keyring' }));
});

test('unavailable with a passphrase slot offers the passphrase', async () => {
  const { user } = await open({ state: 'unavailable', slots: ['keyring', 'passphrase'], problem: { code: 'KeyringUnavailable' } });
  await user.click(screen.getByRole('button', { name: 'Use the passphrase' }));
  expect(await screen.findByLabelText('Passphrase')).toBeTruthy();
});
