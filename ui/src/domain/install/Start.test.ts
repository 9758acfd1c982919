import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import { router } from '../../router.svelte';
import { flows } from '../../state/flows.svelte';
import { session } from '../../state/session.svelte';
import Install from '../../views/Install.svelte';

const app = '00000001-0000-4000-8000-000000000000';
const BUSY = 'http://localhost:3000/cb';
let stop: (() => void) | undefined;

async function open(urls: string[], redirectUrl = urls[0] ?? '') {
  window.location.hash = `#/install?app=${app}&redirect_url=${encodeURIComponent(redirectUrl)}`;
  stop?.();
  stop = router.start();
  const host = new SampleHost({ count: 4 });
  for (const one of host.world.apps) one.redirect_urls = urls;
  useHost(host);
  flows.reset();
  await session.load();
  render(Install);
  return { host, user: userEvent.setup() };
}

function asked(host: SampleHost, name: string) {
  return host.calls.filter((call) => call.name === name).map(({ args }) => args);
}

function button(name: string | RegExp) {
  return screen.findByRole('button', { name });
}

describe('the account that is typed', () => {
  test.each(['{Tab}', '{Enter}'])('a hub ID nobody knows yet, left by %s, is what the flow is pinned to', async (way) => {
    const { host, user } = await open(['http://localhost:3917/cb']);
    const account = await screen.findByRole<HTMLInputElement>('combobox', { name: 'Account' });
    await user.clear(account);
    await user.type(account, '7654321');
    await screen.findByRole('option', { name: 'Hub ID 7654321' });
    await user.keyboard(way);
    await waitFor(() => expect(account.value).toBe('Hub ID 7654321'));
    await user.click(await button('Open the browser and authorize'));
    await waitFor(() => expect(asked(host, 'install_start').at(-1)).toMatchObject({ hub_id: 7654321 }));
  });

  test('going straight to the button pins it, too', async () => {
    const { host, user } = await open(['http://localhost:3917/cb']);
    const account = await screen.findByRole('combobox', { name: 'Account' });
    await user.clear(account);
    await user.type(account, '7654321');
    await user.click(await button('Open the browser and authorize'));
    await waitFor(() => expect(asked(host, 'install_start').at(-1)).toMatchObject({ hub_id: 7654321 }));
  });
});

describe('ways out of a busy port', () => {
  test('another redirect URL of the app is one click away', async () => {
    const { host, user } = await open([BUSY, 'http://localhost:3917/cb', 'http://localhost:3917/other', 'http://localhost', 'https://auth.tern.dev/cb']);
    await user.click(await button('Use localhost:3917'));
    await screen.findByText('Port 3917 is free');
    expect(asked(host, 'install_preflight').at(-1)).toEqual({ app, redirect_url: 'http://localhost:3917/cb' });
    expect(screen.queryByRole('button', { name: /^Use localhost/ }), 'the port is free: nothing to get out of').toBeNull();
  });

  test('it can be checked again, and a URL to register is copied', async () => {
    const { host, user } = await open([BUSY, 'http://localhost:3917/cb']);
    await user.click(await button('Copy a URL to register'));
    expect(await navigator.clipboard.readText()).toBe('http://localhost:3918/cb');
    expect(screen.getByText(/works once it is added at HubSpot and to the app here/)).toBeTruthy();
    const before = asked(host, 'install_preflight').length;
    await user.click(await button('Check again'));
    await waitFor(() => expect(asked(host, 'install_preflight').length).toBe(before + 1));
  });

  test('pasting needs no port, and there is a way back', async () => {
    const { host, user } = await open([BUSY]);
    await user.click(await button('Go on by pasting'));
    await screen.findByText(/Nothing listens this time/, { selector: '.text' });
    expect(screen.getByText(/You paste the address it ends on/)).toBeTruthy();
    await user.click(await button('Listen instead'));
    await button('Go on by pasting');
    expect(asked(host, 'install_preflight').map(({ by_paste }) => by_paste)).toEqual([undefined, true, undefined]);
  });

  test('started by pasting, the field for the address comes first', async () => {
    const { host, user } = await open([BUSY]);
    await user.click(await button('Go on by pasting'));
    await button('Listen instead');
    await user.click(await button('Open the browser and authorize'));
    await screen.findByText(/Nothing listens for this redirect URL/);
    expect(asked(host, 'install_start')).toEqual([{ app, redirect_url: BUSY, by_paste: true, open_browser: true }]);
    const [first] = document.querySelectorAll('.ways .row .title');
    expect(first?.textContent).toBe('Paste the address the browser ended on');
  });

  test('another redirect URL ends pasting', async () => {
    const { host, user } = await open([BUSY, 'http://localhost:3917/cb']);
    await user.click(await button('Go on by pasting'));
    await button('Listen instead');
    await user.click(screen.getByRole('radio', { name: /3917/ }));
    await screen.findByText('Port 3917 is free');
    expect(asked(host, 'install_preflight').at(-1)).toEqual({ app, redirect_url: 'http://localhost:3917/cb' });
  });
});

test('a port that nobody may listen on leads to the others and to pasting', async () => {
  const { host } = await open(['http://localhost/cb', 'http://localhost:3917/cb']);
  host.answer('install_preflight', { findings: [{ code: 'RedirectPortMissing', level: 'block', args: { port: 80 } }] });
  await button('Use localhost:3917');
  expect(screen.queryByRole('button', { name: 'Check again' })).toBeNull();
  await button('Go on by pasting');
});

describe('a port on which another authorization listens', () => {
  async function occupied() {
    const { host, user } = await open(['http://localhost:3917/cb']);
    await screen.findByText('Port 3917 is free');
    const { flow } = (await host.call('install_start', { app, redirect_url: 'http://localhost:3917/cb' })) as { flow: string };
    await user.click(await button('Check again'));
    await screen.findByText(/This port is waiting already/, { selector: '.text' });
    return { host, user, flow };
  }

  test('it is shown', async () => {
    const { user, flow } = await occupied();
    await user.click(await button('Show it'));
    await screen.findByText('Waiting for your browser');
    expect(window.location.hash).toBe(`#/install?flow=${flow}`);
  });

  test('it is cancelled, and this one goes on', async () => {
    const { host, user, flow } = await occupied();
    await user.click(await button('Cancel it and go on'));
    await screen.findByText('Port 3917 is free');
    expect(asked(host, 'install_cancel')).toEqual([{ flow }]);
  });

  test('that it ended a moment ago is no obstacle', async () => {
    const { host, user } = await occupied();
    host.refuse('install_cancel', { code: 'FlowExpired' });
    host.answer('install_preflight', { findings: [{ code: 'CheckPassed', level: 'pass', args: { check: 'port', port: 3917 } }] });
    await user.click(await button('Cancel it and go on'));
    await screen.findByText('Port 3917 is free');
  });
});

describe('an installation that is started somewhere else', () => {
  test('is waited for at the chosen redirect URL', async () => {
    const { host, user } = await open(['http://localhost:3917/cb']);
    await screen.findByText('Port 3917 is free');
    await user.click(await button('Wait for it'));
    await screen.findByRole('heading', { level: 1, name: 'Wait for Invoice Sync to be installed' });
    expect(asked(host, 'install_arm')).toEqual([{ app, redirect_url: 'http://localhost:3917/cb' }]);
    expect(window.location.hash).toMatch(/^#\/install\?flow=/);
  });

  test.each([
    ['https://auth.tern.dev/cb', 'Only a redirect URL on localhost can be waited for.'],
    [BUSY, 'Port 3000 is busy.'],
  ])('can’t be waited for at %s, with the reason', async (url, reason) => {
    const { host, user } = await open([url]);
    const wait = await button('Wait for it');
    await waitFor(() => expect(document.getElementById(wait.getAttribute('aria-describedby') ?? '')?.textContent).toBe(reason));
    await user.click(wait);
    expect(asked(host, 'install_arm')).toEqual([]);
  });

  test('one at a time: the other is shown', async () => {
    const { host, user } = await open(['http://localhost:3917/cb', 'http://localhost:3918/cb']);
    await screen.findByText('Port 3917 is free');
    const { flow } = (await host.call('install_arm', { app, redirect_url: 'http://localhost:3918/cb' })) as { flow: string };
    await user.click(await button('Wait for it'));
    await screen.findByText('An installation is being waited for already.');
    await user.click(await button('Show it'));
    await waitFor(() => expect(window.location.hash).toBe(`#/install?flow=${flow}`));
  });
});
