import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { useHost } from '../../api';
import type { CallView, InstallationView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { router } from '../../router.svelte';
import { session } from '../../state/session.svelte';
import SidePane from './SidePane.svelte';
import TestCall from './TestCall.svelte';

let host: SampleHost;

beforeEach(async () => {
  host = new SampleHost({ count: 30 });
  useHost(host);
  await session.load();
  return () => session.stop();
});

function find(match: (row: InstallationView) => boolean): InstallationView {
  const one = host.world.installations.find(match);
  if (one === undefined) throw new Error('the sample has no such row');
  return one;
}

const healthy = ({ health }: InstallationView) => health === 'healthy';

test('by keyboard: busy, then status, time, limit, account and correlation ID', async () => {
  const user = userEvent.setup();
  const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  const one = find(healthy);
  const answer = host.answerTo('installation_call');
  let go: () => void = () => undefined;
  host.answer('installation_call', (args: Record<string, unknown>) => new Promise((done) => (go = () => done(answer(args)))));
  render(TestCall, { one });
  screen.getByRole('button', { name: 'Make a test call' }).focus();
  await user.keyboard('{Enter}');
  expect(screen.getByRole('button', { name: 'Calling…' }).getAttribute('aria-busy')).toBe('true');
  go();
  expect((await screen.findByText('HubSpot answered 200 in 143 ms.')).closest('[role="status"]')).not.toBeNull();
  expect(screen.getByText('108 of 110 left in 10 s')).toBeTruthy();
  const meter = screen.getByRole('meter');
  expect([meter.getAttribute('aria-valuenow'), meter.getAttribute('aria-valuemax')]).toEqual(['108', '110']);
  for (const text of [one.account_name ?? '', 'Europe/Berlin', 'EU (eu1)']) expect(screen.getByText(text)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Copy ID' }));
  expect(copied).toHaveBeenCalledWith('0190f4b2-6c1e-7b4e-9d35-1f0a2b3c4d5e');
  expect(host.calls.filter(({ name }) => name === 'installation_call').map(({ args }) => args)).toEqual([{ id: one.id }]);
});

test('says when the token was refreshed first, and does without a limit', async () => {
  const one = find(healthy);
  const answer = (await host.call('installation_call', { id: one.id })) as CallView;
  host.answer('installation_call', { ...answer, refreshed: true, rate_limit: null, correlation_id: null, name: null });
  render(TestCall, { one });
  await userEvent.setup().click(screen.getByRole('button', { name: 'Make a test call' }));
  await screen.findByText('Refreshed first. HubSpot answered 200 in 143 ms.');
  expect(screen.queryByRole('meter')).toBeNull();
  expect(screen.getByText(`Hub ID ${one.hub_id}`)).toBeTruthy();
});

test('a problem is said with its code and its way out', async () => {
  host.refuse('installation_call', { code: 'ClientSecretRefused' });
  const one = find(healthy);
  const user = userEvent.setup();
  const stop = router.start();
  render(TestCall, { one });
  await user.click(screen.getByRole('button', { name: 'Make a test call' }));
  expect((await screen.findByRole('alert')).textContent).toContain('The client secret is refused.');
  await user.click(screen.getByRole('button', { name: 'Details' }));
  expect(screen.getByText('ClientSecretRefused')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Replace the client secret' }));
  await waitFor(() => expect(router.route).toEqual({ name: 'app', id: one.app, tab: 'auth' }));
  stop();
});

describe('is offered', () => {
  const offered = () => screen.queryByRole('button', { name: 'Make a test call' }) !== null;

  test('where there is a token', () => {
    render(SidePane, { one: find(healthy) });
    expect(offered()).toBe(true);
  });

  test.each([
    ['a tombstone', (row: InstallationView) => row.health === 'revoked'],
    ['a grant', (row: InstallationView) => row.kind === 'grant'],
  ])('not for %s', (_, match) => {
    render(SidePane, { one: find(match) });
    expect(offered()).toBe(false);
  });

  test('not without a token, nor while nothing may be changed', async () => {
    const { unmount } = render(SidePane, { one: { ...find(healthy), tokens: null } });
    expect(offered()).toBe(false);
    unmount();
    host.session = { ...host.session, view_only: true };
    await session.load();
    render(SidePane, { one: find(healthy) });
    expect(offered()).toBe(false);
  });
});
