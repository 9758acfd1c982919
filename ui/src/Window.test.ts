import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test } from 'vitest';
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
