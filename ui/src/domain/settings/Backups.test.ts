import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { useHost } from '../../api';
import { formatMoment } from '../../format';
import { SampleHost } from '../../host/sample';
import { session } from '../../state/session.svelte';
import Settings from '../../views/Settings.svelte';

const made_at = new Date('2026-11-21T03:12:00').getTime();
const backup = { name: 'vault-2026-11-21.db', made_at, size: 1_843_200 };
const day = formatMoment(made_at);
const user = userEvent.setup();

async function open(change: (host: SampleHost) => void = () => undefined) {
  const host = new SampleHost({ count: 0 });
  host.answer('backup_list', [backup]);
  change(host);
  useHost(host);
  await session.load();
  render(Settings, { section: 'data' });
  return host;
}

async function ask() {
  await user.click(await screen.findByRole('button', { name: `Restore the backup of ${day}…` }));
  return screen.findByRole('dialog', { name: `Restore the backup of ${day}` });
}

test('each backup says when it was made and how large it is', async () => {
  await open();
  const row = within(await screen.findByRole('list', { name: 'Backups of the vault' })).getByRole('listitem');
  expect(row.textContent).toContain(day);
  expect(row.textContent).toMatch(/1\.8 MB.*vault-2026-11-21\.db/);
});

test('one is made now, and stands in the list', async () => {
  const host = await open((it) => it.answer('backup_list', []));
  await screen.findByText('No backup yet');
  host.answer('backup_make', () => (host.answer('backup_list', [backup]), backup));
  await user.click(screen.getByRole('button', { name: 'Make one now' }));
  expect(await screen.findByText(day)).toBeTruthy();
  expect(screen.queryByText('No backup yet')).toBeNull();
});

test('before one is restored it says what is lost, from when on, and how it is undone', async () => {
  const host = await open();
  const dialog = await ask();
  expect(dialog.textContent).toContain(`Everything is as it was on ${day}`);
  expect(dialog.textContent).toContain('What was saved or changed since is gone');
  expect(dialog.textContent).toContain('Tokens that HubSpot exchanged since may be dead');
  expect(dialog.textContent).toContain('restoring that one undoes this');
  await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(host.calls.some(({ name }) => name === 'backup_restore')).toBe(false);
});

test('a restored one is said with the backup that undoes it, and the vault as it stands then', async () => {
  const host = await open();
  const former = { ...backup, name: 'vault-before.db', made_at: made_at + 3_600_000 };
  host.answer('backup_restore', { from: made_at, former, vault: { ...host.session.vault, state: 'locked', slots: ['passphrase'] } });
  await user.click(within(await ask()).getByRole('button', { name: 'Restore this backup' }));
  expect(await screen.findByText(`Restored: everything is as it was on ${day}.`)).toBeTruthy();
  expect(host.calls.find(({ name }) => name === 'backup_restore')?.args).toEqual({ name: backup.name });
  expect(screen.getByText(new RegExp(`is the backup of ${formatMoment(former.made_at)}`)).textContent).toContain('The vault has to be opened');
  expect(session.vault?.state).toBe('locked');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('a damaged one is said where it was asked, and changes nothing', async () => {
  const host = await open();
  host.refuse('backup_restore', { code: 'BackupDamaged', args: { name: backup.name } });
  const dialog = await ask();
  await user.click(within(dialog).getByRole('button', { name: 'Restore this backup' }));
  expect((await within(dialog).findByRole('alert')).textContent).toContain('This backup is damaged');
  expect(screen.queryByText(/^Restored:/)).toBeNull();
});

test('one under another key asks for what opened it on that day', async () => {
  const host = await open();
  host.refuse('backup_restore', { code: 'BackupSealedOtherwise', args: { passphrase: true, recovery: true } });
  const dialog = await ask();
  const restore = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Restore this backup' });
  expect(within(dialog).queryByLabelText('Passphrase of that day')).toBeNull();
  await user.click(restore);
  expect((await within(dialog).findByRole('alert')).textContent).toContain('This backup has another key');
  expect(restore.disabled).toBe(true);
  await user.type(within(dialog).getByLabelText('Passphrase of that day'), 'as it was');
  await user.click(restore);
  await waitFor(() => expect(host.calls.filter(({ name }) => name === 'backup_restore').at(-1)?.args).toEqual({ name: backup.name, then: { passphrase: 'as it was' } }));
  await user.click(within(dialog).getByRole('radio', { name: 'By the recovery code' }));
  await user.type(within(dialog).getByLabelText('Recovery code'), 'abcd');
  await user.click(restore);
  await waitFor(() => expect(host.calls.filter(({ name }) => name === 'backup_restore').at(-1)?.args).toEqual({ name: backup.name, then: { recovery_code: 'abcd' } }));
});

test('what keeps one from being made is said', async () => {
  const host = await open();
  host.refuse('backup_make', { code: 'DiskFull' });
  await user.click(screen.getByRole('button', { name: 'Make one now' }));
  expect((await screen.findByRole('alert')).textContent).toContain('The disk is full');
});

test('while looking only, backups are read and nothing more', async () => {
  await open((host) => (host.session = { ...host.session, view_only: true }));
  expect((await screen.findByRole<HTMLButtonElement>('button', { name: /^Restore the backup/ })).disabled).toBe(true);
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Make one now' }).disabled).toBe(true);
});
