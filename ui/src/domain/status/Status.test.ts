import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import { toaster } from '../../parts/toaster.svelte';
import { router } from '../../router.svelte';
import { asked } from '../../state/asked.svelte';
import { flows } from '../../state/flows.svelte';
import { session } from '../../state/session.svelte';
import { sharedStatus } from '../../state/shared-status.svelte';
import Banners from '../frame/Banners.svelte';
import Dialogs from '../frame/Dialogs.svelte';
import { vaultFoot } from '../frame/nav';
import { findEntries } from '../palette/entries';
import StatusMenu from './StatusMenu.svelte';

let host: SampleHost;
const user = userEvent.setup();

async function start(practice = false) {
  host = new SampleHost({ count: 4, practice });
  useHost(host);
  await session.load();
}

beforeEach(async () => {
  window.location.hash = '#/accounts';
  const stop = router.start();
  flows.reset();
  window.sessionStorage.clear();
  asked.close();
  toaster.toasts = [];
  await start();
  return stop;
});

async function openMenu() {
  await user.click(screen.getByRole('button', { name: 'Status, of this computer or another' }));
}

test('sharing says what is in the file and what isn’t, then where it is', async () => {
  render(StatusMenu);
  render(Dialogs);
  await openMenu();
  await user.click(await screen.findByRole('menuitem', { name: 'Share status…' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Share the status' }));
  for (const words of [/client ID/, /e-mail addresses/, /Tokens, their fingerprints and client secrets/, 'Notes']) expect(dialog.getByText(words)).toBeTruthy();
  expect(host.calls.some(({ name }) => name === 'status_share')).toBe(false);
  await user.click(dialog.getByRole('button', { name: 'Save the file…' }));
  await dialog.findByText('/home/maya/portalkeeper-status.json');
  expect(dialog.getByRole('button', { name: 'Close' })).toBeTruthy();
});

test('no place chosen: nothing is said; a refused one is', async () => {
  host.answer('status_share', { path: null });
  render(StatusMenu);
  render(Dialogs);
  await openMenu();
  await user.click(await screen.findByRole('menuitem', { name: 'Share status…' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Share the status' }));
  await user.click(dialog.getByRole('button', { name: 'Save the file…' }));
  expect(dialog.queryByText('The status was saved.')).toBeNull();
  host.refuse('status_share', { code: 'FileUnwritable', args: { path: '/x' } });
  await user.click(dialog.getByRole('button', { name: 'Save the file…' }));
  expect((await dialog.findByRole('alert')).textContent).toContain('The file can’t be written');
});

test('an opened status is shown under its banner, and the way back leads to where one was', async () => {
  await start(true);
  render(StatusMenu);
  render(Banners);
  await openMenu();
  await user.click(await screen.findByRole('menuitem', { name: 'Open a status file…' }));
  await screen.findByText(/^Status of another computer, written \d+ \w+, \d\d:\d\d$/);
  expect(screen.getByText('portalkeeper-status.json. Nothing can be changed here.')).toBeTruthy();
  expect(screen.queryByText('Practice HubSpot'), 'it stands alone').toBeNull();
  expect(session.mayChange).toBe(false);
  await waitFor(() => expect(window.location.hash).toBe('#/installations'));
  await waitFor(() => expect(document.body.style.pointerEvents, 'the menu has let go of the page').not.toBe('none'));
  await openMenu();
  expect(screen.queryByRole('menuitem', { name: 'Share status…' }), 'it is somebody else’s').toBeNull();
  await user.keyboard('{Escape}');
  await waitFor(() => expect(document.body.style.pointerEvents, 'the menu has let go of the page').not.toBe('none'));
  await user.click(screen.getByRole('button', { name: 'Back to my own' }));
  await waitFor(() => expect(session.world).toBe('practice'));
  expect(host.calls.findLast(({ name }) => name === 'world_enter')?.args).toEqual({ world: 'practice' });
  expect(sharedStatus.view).toBeNull();
});

test('a window that is loaded anew still knows the way back', async () => {
  await start(true);
  await sharedStatus.open();
  vi.resetModules();
  const { session: fresh } = await import('../../state/session.svelte');
  const { sharedStatus: again } = await import('../../state/shared-status.svelte');
  const { useHost: use } = await import('../../api');
  use(host);
  await fresh.load();
  expect(fresh.world).toBe('shared');
  await again.back();
  expect(host.calls.findLast(({ name }) => name === 'world_enter')?.args).toEqual({ world: 'practice' });
});

test('a file that isn’t a status is told, and nothing changes', async () => {
  host.refuse('status_open', { code: 'StatusFileBroken', args: { path: 'x.json' } });
  render(StatusMenu);
  await openMenu();
  await user.click(await screen.findByRole('menuitem', { name: 'Open a status file…' }));
  await waitFor(() => expect(toaster.toasts.at(-1)).toMatchObject({ tone: 'bad', title: 'The status wasn’t opened' }));
  expect(session.world).toBe('hubspot');
});

test('another computer’s status has no vault: nothing is said of one', async () => {
  await sharedStatus.open();
  session.setVault({ ...host.session.vault, state: 'locked' });
  render(Banners);
  expect(screen.queryByText('The vault is locked.')).toBeNull();
  expect(vaultFoot(session.vault, sharedStatus.view)).toMatchObject({ text: 'Read-only, no vault', icon: 'eye' });
  const labels = (await findEntries('', [])).map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(['Back to my own', 'Open a status file…']));
  expect(labels).not.toContain('Unlock the vault…');
});

test('view only says so, and where it is turned off', async () => {
  await session.saveSettings({ view_only: true });
  await session.load();
  render(Banners);
  await user.click(screen.getByRole('button', { name: 'Turn off…' }));
  await waitFor(() => expect(window.location.hash).toBe('#/settings/general'));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Turn off…' })).toBeNull());
  expect(screen.getByText('View only')).toBeTruthy();
});
