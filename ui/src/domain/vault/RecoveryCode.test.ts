import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import page from '../../i18n/en/recovery.json';
import { toaster } from '../../parts/toaster.svelte';
import { asked } from '../../state/asked.svelte';
import { recovery } from '../../state/recovery.svelte';
import { session } from '../../state/session.svelte';
import Banners from '../frame/Banners.svelte';
import Dialogs from '../frame/Dialogs.svelte';
import Settings from '../../views/Settings.svelte';
import VaultGate from '../../views/VaultGate.svelte';
import Welcome from '../../views/Welcome.svelte';
import { announceRecovery } from './vault';

const user = userEvent.setup();

async function begin(vault: Partial<SampleHost['session']['vault']> = {}) {
  const host = new SampleHost({ count: 0 });
  host.session = { ...host.session, vault: { ...host.session.vault, ...vault } };
  useHost(host);
  await session.load();
  recovery.path = null;
  asked.close();
  render(Dialogs);
  return host;
}

async function make(name = 'Make a recovery code…') {
  await user.click(screen.getByRole('button', { name }));
  const dialog = await screen.findByRole('dialog', { name: 'Make a recovery code' });
  return { dialog, write: () => user.click(within(dialog).getByRole('button', { name: 'Choose a place and write it' })) };
}

test('a code is made: what it is and what to do with its page are said, then where it lies', async () => {
  await begin();
  render(Settings, { section: 'vault' });
  const { dialog, write } = await make();
  expect(dialog.textContent).toContain('Print it, then delete the file.');
  expect(dialog.textContent, 'there is no former one').not.toContain('The former code');
  await write();
  expect(await screen.findByText('/home/maya/portalkeeper-recovery-code.html')).toBeTruthy();
  await waitFor(() => expect(session.vault?.recovery).toBe(true));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('no place chosen leaves the question open; what fails is said in it', async () => {
  const host = await begin();
  host.answer('vault_make_recovery_code', { path: null });
  render(Settings, { section: 'vault' });
  const { dialog, write } = await make();
  await write();
  expect(screen.getByRole('dialog')).toBeTruthy();
  expect(screen.queryByText(/Written to/)).toBeNull();
  host.refuse('vault_make_recovery_code', { code: 'FileUnwritable' });
  await write();
  expect(await within(dialog).findByRole('alert')).toBeTruthy();
});

test('a new one ends the former, and one is removed by its name', async () => {
  const host = await begin({ recovery: true, slots: ['keyring', 'recovery'] });
  render(Settings, { section: 'vault' });
  const { dialog } = await make('Make a new one…');
  expect(dialog.textContent).toContain('The former code stops working');
  await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(document.body.style.pointerEvents).not.toBe('none'));
  await user.click(screen.getByRole('button', { name: 'Remove the recovery code' }));
  await user.click(within(await screen.findByRole('dialog', { name: 'Remove the recovery code' })).getByRole('button', { name: 'Remove' }));
  await waitFor(() => expect(host.calls.find(({ name }) => name === 'vault_remove_slot')?.args).toEqual({ present: {}, slot: 'recovery' }));
});

test('the first start offers one once a vault is open', async () => {
  await begin();
  render(Welcome);
  const { write } = await make();
  await write();
  expect(await screen.findByText('/home/maya/portalkeeper-recovery-code.html')).toBeTruthy();
});

test('the first start offers none before there is a vault, nor where one exists', async () => {
  await begin({ state: 'not_set_up', slots: [] });
  const { unmount } = render(Welcome);
  expect(screen.queryByRole('button', { name: 'Make a recovery code…' })).toBeNull();
  unmount();
  await begin({ recovery: true });
  render(Welcome);
  expect(screen.queryByRole('button', { name: /^Make a/ })).toBeNull();
});

test('the page’s own words name the button that takes its code', async () => {
  await begin({ state: 'locked', slots: ['passphrase', 'recovery'], recovery: true });
  render(VaultGate);
  const button = screen.getByRole('button', { name: 'Use a recovery code' });
  expect(page.how).toContain(`“${button.textContent?.trim()}”`);
});

test('a wrong code is said as such, is emptied, and the next try waits', async () => {
  const host = await begin({ state: 'locked', slots: ['passphrase', 'recovery'], recovery: true });
  render(VaultGate);
  await user.click(screen.getByRole('button', { name: 'Use a recovery code' }));
  host.refuse('vault_unlock', { code: 'PassphraseWrong', retry_after: 4 });
  await user.type(await screen.findByLabelText('Recovery code'), 'abcd-efgh{Enter}');
  await screen.findByText('Wrong recovery code.');
  expect(host.calls.find(({ name }) => name === 'vault_unlock')?.args).toEqual({ recovery_code: 'abcd-efgh' });
  expect(screen.getByLabelText('Recovery code')).toHaveProperty('value', '');
  expect(screen.getByText('Next try in 4 s')).toBeTruthy();
});

test('a slip of the pen is told apart from a code of another vault', async () => {
  const host = await begin({ state: 'unavailable', slots: ['keyring', 'recovery'], recovery: true });
  render(VaultGate);
  await user.click(screen.getByRole('button', { name: 'Use a recovery code' }));
  host.refuse('vault_unlock', { code: 'PassphraseWrong', args: { mistyped: true } });
  await user.type(await screen.findByLabelText('Recovery code'), 'abcd{Enter}');
  await screen.findByText('Not a recovery code.');
});

test('with a recovery code alone no passphrase is asked for; without one it isn’t offered', async () => {
  await begin({ state: 'locked', slots: ['recovery'], recovery: true });
  const { unmount } = render(VaultGate);
  expect(screen.queryByLabelText('Passphrase')).toBeNull();
  unmount();
  await begin({ state: 'locked', slots: ['passphrase'] });
  render(VaultGate);
  expect(screen.queryByRole('button', { name: 'Use a recovery code' })).toBeNull();
});

describe('what is offered by itself', () => {
  const offer = () => screen.queryByText('No recovery code yet.');

  async function beginWith(count: number, vault: Partial<SampleHost['session']['vault']> = {}, more: Partial<SampleHost['session']> = {}) {
    const host = new SampleHost({ count });
    host.session = { ...host.session, ...more, vault: { ...host.session.vault, ...vault } };
    useHost(host);
    await session.load();
    render(Banners);
    render(Dialogs);
    return host;
  }

  beforeEach(() => {
    recovery.onwritten = announceRecovery;
    recovery.path = null;
    toaster.toasts = [];
    asked.close();
  });

  test('a code is offered once an app of HubSpot’s world is kept, and made from there', async () => {
    await beginWith(4);
    expect(offer()).toBeTruthy();
    const { write } = await make();
    await write();
    await waitFor(() => expect(offer()).toBeNull());
    expect(toaster.toasts.at(-1), 'no row says where it is').toMatchObject({ text: expect.stringContaining('/home/maya/portalkeeper-recovery-code.html'), stays: true });
  });

  test('declined it doesn’t come back: the settings know it', async () => {
    const host = await beginWith(4);
    await user.click(screen.getByRole('button', { name: 'Not now' }));
    await waitFor(() => expect(offer()).toBeNull());
    expect(host.calls.find(({ name }) => name === 'settings_save')?.args).toMatchObject({ recovery_declined: true });
    cleanup();
    await beginWith(4, {}, { settings: { ...host.session.settings, recovery_declined: true } });
    expect(offer()).toBeNull();
  });

  test('that it couldn’t be declined is said, and it stays', async () => {
    const host = await beginWith(4);
    host.refuse('settings_save', { code: 'DiskFull' });
    await user.click(screen.getByRole('button', { name: 'Not now' }));
    await waitFor(() => expect(toaster.toasts).toHaveLength(1));
    expect(offer()).toBeTruthy();
  });

  test.each([
    ['nothing is kept yet', -1, {}, {}],
    ['it is practice', 4, {}, { world: 'practice' as const }],
    ['there is one', 4, { recovery: true }, {}],
    ['the key ends with the program', 4, { slots: ['memory' as const] }, {}],
    ['the vault is locked', 4, { state: 'locked' as const }, {}],
    ['nothing can be changed', 4, {}, { view_only: true }],
  ])('none is offered while %s', async (_, count, vault, more) => {
    await beginWith(count, vault, more);
    expect(offer()).toBeNull();
  });
});
