import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import { badTokens } from '../../host/sample-adopt';
import { toaster } from '../../parts/toaster.svelte';
import { router } from '../../router.svelte';
import { apps } from '../../state/apps.svelte';
import { gate } from '../../state/gate.svelte';
import { imports } from '../../state/imports.svelte';
import { session } from '../../state/session.svelte';
import AddExisting from './AddExisting.svelte';
import { adding } from './adding.svelte';

const first = '00000001-0000-4000-8000-000000000000';
let host: SampleHost;
let stop: () => void;

beforeEach(async () => {
  host = new SampleHost({ count: 30 });
  useHost(host);
  window.location.hash = '#/installations';
  stop = router.start();
  imports.reset();
  adding.close();
  toaster.toasts = [];
  gate.leave();
  await session.load();
  return () => {
    stop();
    session.stop();
    apps.stop();
    imports.stop();
  };
});

async function open(app?: string) {
  render(AddExisting);
  adding.ask(app);
  await screen.findByRole('dialog', { name: 'Add an existing installation' });
  await screen.findByRole('radio', { name: /^One refresh token/ });
  return userEvent.setup();
}

function field(name: string): HTMLInputElement {
  return screen.getByLabelText(name);
}

function button(name: string): HTMLButtonElement {
  return screen.getByRole('button', { name });
}

function added() {
  return host.calls.filter(({ name }) => name === 'installation_add').map(({ args }) => args);
}

async function submit(user: ReturnType<typeof userEvent.setup>, token: string, hub = '') {
  if (hub !== '') await user.type(field('Hub ID (optional)'), hub);
  await user.type(field('Refresh token'), token);
  // A browser takes Enter in a field for this button, jsdom doesn't: it stands outside of its form.
  button('Add installation').focus();
  await user.keyboard('{Enter}');
}

describe('one refresh token', () => {
  test('by keyboard: it is added, its page is shown, and the token is gone from the window', async () => {
    const user = await open(first);
    expect(button('Add installation').disabled, 'there is no token yet').toBe(true);
    const token = field('Refresh token');
    expect([token.type, token.autocomplete]).toEqual(['password', 'off']);
    await submit(user, 'a-good-token', '71000911');
    await waitFor(() => expect(router.route.name).toBe('installation'));
    expect(added()).toEqual([{ app: first, refresh_token: 'a-good-token', hub_id: 71_000_911 }]);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(toaster.toasts.at(-1)).toMatchObject({ tone: 'ok', title: 'Invoice Sync on Hub ID 71000911 is added' });
    expect(document.body.innerHTML).not.toContain('a-good-token');
    adding.ask(first);
    await waitFor(() => expect(field('Refresh token').value).toBe(''));
  });

  test('without a hub ID none is sent', async () => {
    const user = await open(first);
    await submit(user, 'a-good-token');
    await waitFor(() => expect(added()).toEqual([{ app: first, refresh_token: 'a-good-token' }]));
  });

  test('is emptied when the dialog is closed', async () => {
    const user = await open(first);
    await user.type(field('Refresh token'), 'half-typed');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    adding.ask(first);
    await waitFor(() => expect(field('Refresh token').value).toBe(''));
    expect(added()).toEqual([]);
  });

  test('what is no hub ID is said before anything is asked', async () => {
    const user = await open(first);
    await submit(user, 'a-good-token', '12x');
    expect(screen.getByText('Not a hub ID.')).toBeTruthy();
    expect(added()).toEqual([]);
  });

  test('of an app that is kept here: that app is one click, and the token must be pasted again', async () => {
    const user = await open(first);
    host.world.apps[1] = { ...host.world.apps[1]!, name: 'Call Notes' };
    await submit(user, badTokens.otherApp);
    expect(await screen.findByText('This token belongs to another app.')).toBeTruthy();
    expect(field('Refresh token').getAttribute('aria-invalid')).toBe('true');
    expect(field('Refresh token').value).toBe('');
    await user.click(button('Choose Call Notes'));
    expect(screen.queryByText('This token belongs to another app.')).toBeNull();
    expect(screen.getByRole('combobox', { name: 'App' }).textContent).toContain('Call Notes');
    expect(document.activeElement).toBe(field('Refresh token'));
  });

  test('of another account: the found hub ID is one click', async () => {
    const user = await open(first);
    await submit(user, badTokens.otherAccount, '71000911');
    expect(await screen.findByText('This token is for another account.')).toBeTruthy();
    expect(field('Hub ID (optional)').getAttribute('aria-invalid')).toBe('true');
    await user.click(button('Use hub ID 55201941'));
    expect(field('Hub ID (optional)').value).toBe('55201941');
    await submit(user, badTokens.otherAccount);
    await waitFor(() => expect(added().at(-1)).toEqual({ app: first, refresh_token: badTokens.otherAccount, hub_id: 55_201_941 }));
  });

  test('of an installation that is here leads to it', async () => {
    const user = await open(first);
    await submit(user, badTokens.known);
    expect(await screen.findByText('Installed already.')).toBeTruthy();
    await user.click(button('Open it'));
    await waitFor(() => expect(router.route.name).toBe('installation'));
    expect(adding.asked).toBeNull();
  });

  test('that is dead leads to an installation, with the hub ID', async () => {
    const user = await open(first);
    await submit(user, badTokens.dead, '71000911');
    await user.click(await screen.findByRole('button', { name: 'Install it instead' }));
    await waitFor(() => expect(router.query).toEqual({ app: first, hub_id: '71000911' }));
  });

  test('HubSpot’s limit is no field’s fault: it is said below, with its code', async () => {
    const user = await open(first);
    await submit(user, badTokens.limited);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('HubSpot asks to slow down.');
    expect(field('Refresh token').getAttribute('aria-invalid')).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(field('Refresh token')));
  });

  test('a locked vault leads to its ways in', async () => {
    host.refuse('installation_add', { code: 'VaultLocked' });
    const user = await open(first);
    await submit(user, 'a-good-token');
    await user.click(await screen.findByRole('button', { name: 'Unlock' }));
    expect(gate.shown).toBe(true);
    expect(adding.asked).toBeNull();
  });

  test('a refused client secret is said at the app', async () => {
    host.refuse('installation_add', { code: 'ClientSecretRefused' });
    const user = await open(first);
    await submit(user, 'a-good-token');
    await user.click(await screen.findByRole('button', { name: 'Replace the client secret' }));
    await waitFor(() => expect(router.route).toEqual({ name: 'app', id: first, tab: 'auth' }));
  });
});

test('the only app is chosen by itself; none leads to adding one', async () => {
  host.world.apps.splice(1);
  const user = await open();
  await submit(user, 'a-good-token');
  await waitFor(() => expect(added()).toEqual([{ app: first, refresh_token: 'a-good-token' }]));
  host.world.apps = [];
  adding.ask();
  await user.click(await screen.findByRole('button', { name: 'Add app' }));
  await waitFor(() => expect(router.route.name).toBe('app_new'));
});

test('while nothing may be changed it says so, and offers nothing', async () => {
  host.session = { ...host.session, view_only: true };
  await session.load();
  render(AddExisting);
  adding.ask(first);
  expect(await screen.findByText('View only: nothing can be changed here.')).toBeTruthy();
  expect(screen.queryByLabelText('Refresh token')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Add installation' })).toBeNull();
});

describe('a CSV file', () => {
  const lines = [
    { hub_id: 71_000_001, refresh_token: 'one' },
    { hub_id: null, refresh_token: badTokens.dead },
    { hub_id: 71_000_003, refresh_token: 'three' },
  ];

  async function choose() {
    host.nextFile = lines;
    const user = await open(first);
    await user.click(screen.getByRole('radio', { name: /^A CSV file/ }));
    await user.click(button('Choose file…'));
    await screen.findByRole('progressbar', { name: 'Adding' });
    return user;
  }

  test('that wasn’t chosen after all is said', async () => {
    host.nextFile = null;
    const user = await open(first);
    await user.click(screen.getByRole('radio', { name: /^A CSV file/ }));
    await user.click(button('Choose file…'));
    expect(await screen.findByText('No file was chosen. Nothing was added.')).toBeTruthy();
  });

  test('shows how far it is, then how each line went, then the added ones', async () => {
    const user = await choose();
    host.advanceImport(2);
    await waitFor(() => expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('2 of 3'));
    host.advanceImport(1);
    await screen.findByRole('dialog', { name: 'Added installations of Invoice Sync' });
    const rows = within(screen.getByRole('table')).getAllByRole('row').slice(1);
    expect(rows.map((row) => row.textContent?.replace(/\s+/g, ' ').trim())).toEqual([
      expect.stringMatching(/^1 ?71000001 ?Added/),
      expect.stringMatching(/^2 ?– ?HubSpot refused the refresh token\. ?RefreshRejected ?Install the app on this account instead\./),
      expect.stringMatching(/^3 ?71000003 ?Added/),
    ]);
    expect(screen.getAllByText('2 added').length).toBeGreaterThan(0);
    expect(screen.getByText('1 not added')).toBeTruthy();
    await user.click(button('Show the added ones'));
    await waitFor(() => expect(router.query).toEqual({ app: first, sort: 'proven', order: 'down' }));
  });

  test('is cancelled, and what wasn’t tried is counted', async () => {
    const user = await choose();
    host.advanceImport(1);
    await waitFor(() => expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('1 of 3'));
    await user.click(button('Cancel the import'));
    expect(await screen.findByText('2 not tried')).toBeTruthy();
    expect(host.calls.some(({ name }) => name === 'import_cancel')).toBe(true);
    await user.click(button('Add others'));
    await screen.findByLabelText('Refresh token').catch(() => screen.findByRole('button', { name: 'Choose file…' }));
    expect(imports.view).toBeNull();
  });

  test('goes on when the dialog is closed', async () => {
    const user = await choose();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    host.advanceImport(3);
    await waitFor(() => expect(imports.view?.finished).toBe(true));
    adding.ask();
    await screen.findByRole('dialog', { name: 'Added installations of Invoice Sync' });
  });

  test('that can’t be read says why', async () => {
    host.refuse('installation_import', { code: 'VaultLocked' });
    const user = await open(first);
    await user.click(screen.getByRole('radio', { name: /^A CSV file/ }));
    await user.click(button('Choose file…'));
    expect((await screen.findByRole('alert')).textContent).toContain('The vault is locked.');
  });
});
