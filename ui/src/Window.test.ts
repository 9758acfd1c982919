import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { useHost } from './api';
import App from './App.svelte';
import { SampleHost } from './host/sample';
import { gate } from './state/gate.svelte';
import { installations } from './state/installations.svelte';
import { palette } from './state/palette.svelte';
import { session } from './state/session.svelte';

let host: SampleHost;

beforeEach(() => {
  window.location.hash = '#/';
  session.view = null;
  session.worldRound = 0;
  installations.reset();
  gate.leave();
  palette.open = false;
  host = new SampleHost({ count: 30 });
  useHost(host);
});

/** Views are loaded when they are gone to; the first one brings the others' parts along. */
const loading = { timeout: 8000 };

async function start(hash: string, other?: SampleHost) {
  if (other !== undefined) useHost((host = other));
  window.location.hash = hash;
  render(App);
  await waitFor(() => expect(host.calls.some(({ name }) => name === 'session_get')).toBe(true));
}

function heading(name: string | RegExp) {
  return screen.findByRole('heading', { level: 1, name }, loading);
}

describe('where the window is', () => {
  test('the list is the first place', async () => {
    await start('#/');
    await heading('Installations');
    expect(await screen.findByRole('grid', { name: 'Installations' }, loading)).toBeTruthy();
    expect(screen.getByRole('link', { name: /^Installations/ }).getAttribute('aria-current')).toBe('page');
  });

  test('one installation, and back by its crumb', async () => {
    const [one] = host.world.installations;
    await start(`#/installations/${one?.id}`);
    await heading(`${one?.app_name} on ${one?.account_name}`);
    await userEvent.setup().click(screen.getByRole('navigation', { name: 'Where you are' }).querySelector('a') as HTMLElement);
    await heading('Installations');
  });

  test('activity', async () => {
    await start('#/activity');
    await heading('Activity');
    expect(await screen.findByRole('heading', { level: 2, name: 'Today' }, loading)).toBeTruthy();
  });

  test('F1 opens the guide, whose pages and crumbs lead on and back, each with the focus on its heading', async () => {
    const user = userEvent.setup();
    await start('#/activity');
    await heading('Activity');
    await user.keyboard('{F1}');
    const title = await heading('Guide');
    await waitFor(() => expect(document.activeElement).toBe(title));
    await user.click(screen.getByRole('link', { name: 'The disk is full DiskFull' }));
    const page = await heading('The disk is full');
    await waitFor(() => expect(document.activeElement).toBe(page));
    await user.click(screen.getByRole('link', { name: 'Guide' }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1, name: 'Guide' })));
  });

  test('the guide can be read while the vault is locked', async () => {
    const locked = new SampleHost({ count: 4 });
    locked.session = { ...locked.session, vault: { ...locked.session.vault, state: 'locked' } };
    await start('#/', locked);
    await waitFor(() => expect(gate.shown).toBe(true));
    await userEvent.setup().keyboard('{F1}');
    await heading('Guide');
  });

  test('an address that leads nowhere says so', async () => {
    await start('#/portals/7');
    await heading('There is no page here');
  });
});

test('the first start shows the doors instead of an empty list', async () => {
  await start('#/', new SampleHost({ count: -1 }));
  await heading(/Every app you build/);
  expect(screen.queryByRole('navigation', { name: 'Main' })).toBeNull();
});

test('the practice world says so on every page, with the way out', async () => {
  await start('#/activity', new SampleHost({ count: 30, practice: true }));
  await heading('Activity');
  expect(screen.getByText('Practice HubSpot')).toBeTruthy();
  await userEvent.setup().click(screen.getByRole('button', { name: 'Switch to HubSpot' }));
  await heading('Installations');
  await waitFor(() => expect(screen.queryByText('Practice HubSpot')).toBeNull());
});

test('the list of the world that is switched to is shown, not waited for', async () => {
  await start('#/installations', new SampleHost({ count: 30, practice: true }));
  await heading('Installations');
  await userEvent.setup().click(screen.getByRole('button', { name: 'Switch to HubSpot' }));
  await waitFor(() => expect(screen.queryByText('Practice HubSpot')).toBeNull());
  await waitFor(() => expect(installations.snapshot).not.toBeNull());
  expect(installations.loading).toBe(false);
});

test('a locked vault shows its gate, and the lists behind it can be looked at', async () => {
  const locked = new SampleHost({ count: 30 });
  locked.session.vault = { ...locked.session.vault, state: 'locked', slots: ['passphrase'] };
  await start('#/', locked);
  await heading('The vault is locked');
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'Look around without secrets' }));
  await heading('Installations');
  await user.click(screen.getByRole('button', { name: 'Unlock…' }));
  await heading('The vault is locked');
});

test('a program that does not answer is said, with a way to try again', async () => {
  host.refuse('session_get', { code: 'HostUnreachable' });
  await start('#/');
  await heading('Portalkeeper couldn’t be read');
  host.answer('session_get', { ...new SampleHost({ count: 30 }).session, counts: { installations: 1, needs_person: 0, has_token: 1, accounts: 1, apps: 1 } });
  await userEvent.setup().click(screen.getByRole('button', { name: 'Try again' }));
  await heading('Installations');
});

test('the palette finds an installation and opens it by the keyboard', async () => {
  const [one] = host.world.installations;
  await start('#/');
  await heading('Installations');
  const user = userEvent.setup();
  await user.keyboard('{Control>}k{/Control}');
  const field = await screen.findByRole('combobox', { name: 'Search or run a command' });
  await user.type(field, 'kestrel');
  await screen.findByRole('option', { name: new RegExp(`^${one?.app_name} on Kestrel Outdoor.*Needs`) });
  await user.keyboard('{Control>}{Enter}{/Control}');
  await heading(`${one?.app_name} on ${one?.account_name}`);
});

test('? lists the keys, but not while something is typed', async () => {
  await start('#/');
  await heading('Installations');
  const user = userEvent.setup();
  await user.type(screen.getByRole('searchbox'), '?');
  expect(window.location.hash).not.toContain('guide');
  await user.click(document.body);
  await user.keyboard('?');
  await heading('Keyboard shortcuts');
});

describe('the language', () => {
  test('another one begins the window anew, once, at the same place', async () => {
    const reload = vi.fn();
    const real = window.location;
    // The browser's own can't be watched.
    vi.stubGlobal('location', new Proxy({}, {
      get: (_, name) => (name === 'reload' ? reload : (Reflect.get(real, name, real) as unknown)),
      set: (_, name, value) => Reflect.set(real, name, value, real),
    }));
    await start('#/settings/general');
    await heading('Settings');
    expect(reload).not.toHaveBeenCalled();
    await session.saveSettings({ language: 'en' });
    await session.load();
    expect(reload, 'the same language by its name').not.toHaveBeenCalled();
    await session.saveSettings({ language: 'de' });
    await session.load();
    await waitFor(() => expect(reload).toHaveBeenCalledOnce());
    await session.saveSettings({ compact: true });
    await session.load();
    expect(window.location.hash).toBe('#/settings/general');
    expect(reload).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });
});
