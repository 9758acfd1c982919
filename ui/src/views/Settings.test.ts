import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { useHost } from '../api';
import { SampleHost } from '../host/sample';
import { session } from '../state/session.svelte';
import Settings from './Settings.svelte';

async function open(section: string, change: (host: SampleHost) => void = () => undefined) {
  const host = new SampleHost({ count: 0 });
  change(host);
  useHost(host);
  await session.load();
  render(Settings, { section });
  return { host, user: userEvent.setup() };
}

test('a theme is saved at once, and nothing else', async () => {
  const { host, user } = await open('general');
  await user.click(screen.getByRole('radio', { name: 'Dark' }));
  await waitFor(() => expect(host.calls.find(({ name }) => name === 'settings_save')?.args).toEqual({ theme: 'dark' }));
});

test('seconds that can’t be are said, and not saved', async () => {
  const { host, user } = await open('clipboard');
  const seconds = screen.getByLabelText('Seconds');
  await user.clear(seconds);
  await user.type(seconds, '4');
  await user.tab();
  await screen.findByText('Not between 5 and 300.');
  expect(host.calls.some(({ name }) => name === 'settings_save')).toBe(false);
  await user.type(seconds, '5');
  await user.tab();
  await waitFor(() => expect(host.calls.find(({ name }) => name === 'settings_save')?.args).toMatchObject({ clipboard_seconds: 45 }));
});

test('a name that no shell would take is refused', async () => {
  const { host, user } = await open('clipboard');
  await user.type(screen.getByLabelText('Name'), '=x');
  await user.tab();
  await screen.findByText('Not a variable name.');
  expect(host.calls.some(({ name }) => name === 'settings_save')).toBe(false);
});

test('the last way to open the vault can’t be removed, and without a passphrase there is nothing to lock', async () => {
  await open('vault');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Remove…' }).disabled).toBe(true);
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Lock now' }).disabled).toBe(true);
  expect(screen.getByText(/without one there is nothing to lock with/)).toBeTruthy();
});

test('a passphrase is added, then the keyring can go', async () => {
  const { host, user } = await open('vault');
  await user.click(screen.getByRole('button', { name: 'Set passphrase…' }));
  const dialog = await screen.findByRole('dialog');
  await user.type(within(dialog).getByLabelText('New passphrase'), 'correct horse');
  await user.type(within(dialog).getByLabelText('The same again'), 'correct horse');
  const save = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Set passphrase' });
  await waitFor(() => expect(save.disabled).toBe(false));
  await user.click(save);
  await waitFor(() => expect(session.vault?.slots).toEqual(['keyring', 'passphrase']));
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Lock now' }).disabled).toBe(false);
  await waitFor(() => expect(document.body.style.pointerEvents, 'the dialog has let go of the page').not.toBe('none'));
  await user.click(screen.getAllByRole('button', { name: 'Remove…' })[0] as HTMLElement);
  const asked = await screen.findByRole('dialog', { name: 'Stop using the keyring' });
  await user.type(within(asked).getByLabelText('Present passphrase'), 'correct horse');
  await user.click(within(asked).getByRole('button', { name: 'Remove' }));
  await waitFor(() => expect(host.calls.find(({ name }) => name === 'vault_remove_slot')?.args).toEqual({ present: { passphrase: 'correct horse' }, slot: 'keyring' }));
});

test('it says truthfully what anyone with the files can read', async () => {
  await open('data');
  expect(screen.getByText(/Names of apps and accounts, hub IDs, domains, e-mail addresses/)).toBeTruthy();
  expect(screen.getByText('/home/maya/.local/share/portalkeeper')).toBeTruthy();
});

test('links have a section of their own, before the vault', async () => {
  const scheme = { ours: false, can_register: true, can_remove: false, handler: null, command: null, address: 'portalkeeper://oauth/callback' };
  await open('links', (host) => host.answer('scheme_status', scheme));
  expect(screen.getByRole('heading', { name: 'Links', level: 2 })).toBeTruthy();
  await screen.findByText('No program takes these links yet');
  const sections = within(screen.getByRole('navigation', { name: 'Sections of the settings' })).getAllByRole('link');
  expect(sections.map(({ textContent }) => textContent?.trim())).toEqual(['General', 'Notifications', 'Refresh', 'Clipboard', 'Links', 'Network', 'Vault', 'Data and privacy', 'Diagnostics']);
});

test('view only is turned on and off where it is explained', async () => {
  const { host, user } = await open('general');
  const knob = screen.getByRole('switch', { name: 'View only' });
  await user.click(knob);
  await waitFor(() => expect(host.calls.findLast(({ name }) => name === 'settings_save')?.args).toMatchObject({ view_only: true }));
  await waitFor(() => expect(session.mayChange).toBe(false));
  await user.click(knob);
  await waitFor(() => expect(session.mayChange).toBe(true));
});

test('while looking only, the vault and the links are read, and changed by nothing', async () => {
  await open('vault', (host) => (host.session = { ...host.session, view_only: true }));
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Set passphrase…' }).disabled).toBe(true);
  expect(screen.getByText('View only: nothing can be changed here.')).toBeTruthy();
});

test('a status of another computer is opened from the data', async () => {
  const { host, user } = await open('data');
  host.refuse('status_open', { code: 'StatusFileTooNew' });
  await user.click(screen.getByRole('button', { name: 'Open a status file…' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Written by a newer Portalkeeper');
  host.answer('status_open', { session: null });
  await user.click(screen.getByRole('button', { name: 'Open a status file…' }));
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  expect(session.world).toBe('hubspot');
});

test('the guide is reached from the foot of the sections', async () => {
  await open('general');
  expect(screen.getByRole('link', { name: 'Guide F1' }).getAttribute('href')).toBe('#/guide');
});

test('each language stands there by its own name, and is saved by choosing it', async () => {
  const { host, user } = await open('general');
  await user.click(screen.getByLabelText('Language'));
  const names = (await screen.findAllByRole('option')).map(({ textContent }) => textContent?.trim());
  expect(names).toEqual(['As the system has it', 'English', 'Deutsch']);
  await user.click(screen.getByRole('option', { name: 'Deutsch' }));
  await waitFor(() => expect(host.calls.findLast(({ name }) => name === 'settings_save')?.args).toEqual({ language: 'de' }));
});

test('how long activity is kept is chosen from the data', async () => {
  const { host, user } = await open('data');
  const select = screen.getByLabelText('Keep activity for');
  expect(select.textContent).toContain('1 year');
  select.focus();
  await user.keyboard('{Enter}');
  const options = await screen.findAllByRole('option');
  expect(options.map(({ textContent }) => textContent?.trim())).toEqual(['90 days', '1 year', '3 years', '10 years']);
  await user.click(screen.getByRole('option', { name: '3 years' }));
  await waitFor(() => expect(host.calls.findLast(({ name }) => name === 'settings_save')?.args).toMatchObject({ activity_days: 1095 }));
});

test('a language that couldn’t be saved isn’t shown as chosen, and can be chosen again', async () => {
  const { host, user } = await open('general');
  host.refuse('settings_save', { code: 'DiskFull' });
  const select = screen.getByRole('combobox', { name: 'Language' });
  for (const times of [1, 2]) {
    await user.click(select);
    await user.click(await screen.findByRole('option', { name: 'Deutsch' }));
    await waitFor(() => expect(host.calls.filter(({ name }) => name === 'settings_save')).toHaveLength(times));
    await waitFor(() => expect(select.textContent).toContain('As the system has it'));
    await waitFor(() => expect(document.body.style.pointerEvents).not.toBe('none'));
  }
});

const locked = (host: SampleHost) => {
  host.session = { ...host.session, vault: { ...host.session.vault, state: 'locked', slots: ['passphrase'] } };
};

test('while the vault is locked the setting of the checks says that they pause', async () => {
  await open('refresh', locked);
  expect(screen.getByText('Paused: the vault is locked. Checks go on when you unlock it.')).toBeTruthy();
  expect(screen.getByRole('switch', { name: 'Prove every installation once a day' }).matches(':disabled')).toBe(true);
});

test.each(['notifications', 'clipboard', 'network'])('%s can’t be changed while the vault is locked', async (section) => {
  await open(section, locked);
  expect(screen.getByText(/Only the theme, the language and the row height can be changed/)).toBeTruthy();
  for (const control of document.querySelectorAll('.page button, .page input')) expect(control.matches(':disabled'), control.outerHTML).toBe(true);
});

test('how the window looks can be changed while the vault is locked, and nothing else', async () => {
  const { host, user } = await open('general', locked);
  expect(screen.getByRole('switch', { name: 'View only' }).matches(':disabled')).toBe(true);
  await user.click(screen.getByRole('radio', { name: 'Dark' }));
  await waitFor(() => expect(host.calls.find(({ name }) => name === 'settings_save')?.args).toEqual({ theme: 'dark' }));
});

test('the vault is locked after a time that is chosen, where a person can unlock it', async () => {
  const { host, user } = await open('vault', (host) => {
    host.session = { ...host.session, vault: { ...host.session.vault, slots: ['keyring', 'passphrase'] } };
  });
  await user.click(screen.getByLabelText('Lock when idle'));
  await user.click(await screen.findByRole('option', { name: 'After 15 minutes' }));
  await waitFor(() => expect(host.calls.find(({ name }) => name === 'settings_save')?.args).toEqual({ lock_after_minutes: 15 }));
});

test('with the keyring alone nothing is locked when idle, and it says why', async () => {
  await open('vault');
  expect(screen.getByLabelText('Lock when idle').matches(':disabled')).toBe(true);
  expect(screen.getByText(/The keyring alone opens the vault for whoever sits here/)).toBeTruthy();
});
