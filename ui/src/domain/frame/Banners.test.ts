import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import { router } from '../../router.svelte';
import { flows } from '../../state/flows.svelte';
import { session } from '../../state/session.svelte';
import Banners from './Banners.svelte';

let host: SampleHost;
let flow: string;

beforeEach(async () => {
  window.location.hash = '#/apps';
  const stop = router.start();
  host = new SampleHost({ count: 4, practice: true });
  useHost(host);
  flows.reset();
  ({ flow } = (await host.call('install_arm', { app: host.world.apps[0]?.id, redirect_url: 'http://localhost:3917/cb' })) as { flow: string });
  await session.load();
  await flows.load();
  render(Banners);
  return () => {
    stop();
    flows.stop();
  };
});

test('what is waited for is said below practice, with the place and the time left', () => {
  const titles = [...document.querySelectorAll('.banner strong')].map(({ textContent }) => textContent);
  expect(titles).toEqual(['Practice HubSpot', 'Waiting for an installation of Invoice Sync']);
  expect(screen.getByText(/^localhost:3917 · \d:\d\d left$/)).toBeTruthy();
});

test('the countdown isn’t read out: it stands outside of what is announced', () => {
  for (const said of screen.getAllByRole('status')) expect(said.textContent).not.toMatch(/left/);
});

test('Show leads to its page, where the buttons are', async () => {
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'Show' }));
  await waitFor(() => expect(window.location.hash).toBe(`#/install?flow=${flow}`));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull());
});

test('Stop ends it', async () => {
  await userEvent.setup().click(screen.getByRole('button', { name: 'Stop' }));
  await waitFor(() => expect(screen.queryByText(/^Waiting for an installation/)).toBeNull());
  expect(host.calls.find(({ name }) => name === 'install_cancel')?.args).toEqual({ flow });
});

test('an answer is said in the same place, and isn’t refused by a stray click', async () => {
  const said = within(screen.getByText('Waiting for an installation of Invoice Sync').closest('.banner') as HTMLElement).getByRole('status');
  host.comeFromElsewhere(flow);
  await waitFor(() => expect(said.textContent).toContain('An answer for Invoice Sync waits for your word'));
  expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Show' })).toBeTruthy();
});

test('it goes before a vault that isn’t open; only one of the two is told', async () => {
  session.setVault({ ...host.session.vault, state: 'unavailable' });
  await waitFor(() => expect(screen.queryByText('The vault can’t be opened.')).toBeNull());
  flows.reset();
  await screen.findByText('The vault can’t be opened.');
});
