import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test } from 'vitest';
import { useHost } from '../../api';
import type { FlowView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { router } from '../../router.svelte';
import { flows } from '../../state/flows.svelte';
import Install from '../../views/Install.svelte';
import { armedStep, stateOf } from './armed';

const app = '00000001-0000-4000-8000-000000000000';
const redirect_url = 'http://localhost:3917/cb';
let host: SampleHost;
let stop: (() => void) | undefined;

beforeEach(() => {
  host = new SampleHost({ count: 6 });
  useHost(host);
  flows.reset();
});

/** Waits for an installation, and shows the page of it. */
async function arm() {
  const { flow } = (await host.call('install_arm', { app, redirect_url })) as { flow: string };
  window.location.hash = `#/install?flow=${flow}`;
  stop?.();
  stop = router.start();
  render(Install);
  await screen.findByText('Waiting for an installation of Invoice Sync');
  return { flow, user: userEvent.setup() };
}

/** Up to the second question; the grant. */
async function answered(change: (grant: (typeof host.world.installations)[number]) => void = () => undefined) {
  const { flow, user } = await arm();
  host.comeFromElsewhere(flow);
  const get = host.answerTo('installation_get');
  host.answer('installation_get', (args: { id: string }) => {
    change(host.one(args.id));
    return get(args);
  });
  await user.click(await screen.findByRole('button', { name: 'Yes, fetch its tokens' }));
  await screen.findByText('copperkettle.example');
  const grant = host.world.installations.find(({ code }) => code === 'GrantUnconfirmed');
  if (grant === undefined) throw new Error('the sample makes a grant');
  return { flow, user, grant };
}

function called(name: string) {
  return host.calls.filter((call) => call.name === name).map(({ args }) => args);
}

test('it says where it listens, what to do, and how long', async () => {
  const { flow, user } = await arm();
  expect(screen.getByRole('heading', { level: 1, name: 'Wait for Invoice Sync to be installed' })).toBeTruthy();
  expect(screen.getByText('localhost:3917', { selector: '.left code' })).toBeTruthy();
  expect(screen.getByText(/left\./).textContent).toMatch(/^(5:00|4:5\d) left\.$/);
  expect(screen.getByText(redirect_url, { selector: '.ways code' })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Copy redirect URL' }));
  expect(await navigator.clipboard.readText()).toBe(redirect_url);
  await user.click(screen.getByRole('button', { name: 'Stop' }));
  await screen.findByText('You cancelled it.');
  expect(called('install_cancel')).toEqual([{ flow }]);
});

describe('when an answer comes', () => {
  test('it asks before anything is fetched', async () => {
    const { flow } = await arm();
    host.comeFromElsewhere(flow);
    await screen.findByText(/Did you just start an installation of it\?/);
    expect(screen.getByText(/came at/).textContent).toMatch(/Invoice Sync came at \d\d:\d\d:\d\d\./);
    expect(screen.getByText('Nothing has been fetched yet.', { exact: false })).toBeTruthy();
    expect(called('install_confirm')).toEqual([]);
  });

  test('it is turned away, and waited for again', async () => {
    const { flow, user } = await arm();
    host.comeFromElsewhere(flow);
    await user.click(await screen.findByRole('button', { name: 'No, turn it away' }));
    await screen.findByText('You cancelled it.');
    expect(called('install_cancel')).toEqual([{ flow }]);
    await user.click(screen.getByRole('button', { name: 'Wait again' }));
    await screen.findByText('Waiting for an installation of Invoice Sync');
    expect(called('install_arm').at(-1)).toEqual({ app, redirect_url });
    expect(window.location.hash).not.toContain(flow);
  });

  test('a yes that comes too late says so', async () => {
    const { flow, user } = await arm();
    host.comeFromElsewhere(flow);
    host.refuse('install_confirm', { code: 'ArmedSlept' });
    await user.click(await screen.findByRole('button', { name: 'Yes, fetch its tokens' }));
    await screen.findByText('The computer slept, so waiting was stopped.');
  });
});

describe('when its tokens are there', () => {
  test('it shows whose they are, and keeps nothing by itself', async () => {
    const { flow } = await answered();
    expect(called('install_confirm')).toEqual([{ flow }]);
    expect(screen.getByRole('heading', { level: 2, name: /^Is it yours\?/ })).toBeTruthy();
    expect(screen.getByText('copperkettle.example')).toBeTruthy();
    expect(screen.getByText('8823140')).toBeTruthy();
    expect(screen.getByText('ines@copperkettle.example')).toBeTruthy();
    expect(screen.queryByText('Keeping it replaces tokens.')).toBeNull();
    expect(called('grant_keep')).toEqual([]);
  });

  test('it is kept', async () => {
    const { user, grant } = await answered();
    await user.click(screen.getByRole('button', { name: 'Keep it' }));
    await waitFor(() => expect(window.location.hash).toBe(`#/installations/${grant.id}`));
    expect(called('grant_keep')).toEqual([{ id: grant.id }]);
  });

  test('it is discarded', async () => {
    const { user, grant } = await answered();
    await user.click(screen.getByRole('button', { name: 'Discard it here' }));
    await waitFor(() => expect(window.location.hash).toBe('#/installations'));
    expect(called('grant_discard')).toEqual([{ id: grant.id }]);
  });

  test('that keeping replaces tokens is said before', async () => {
    const [known] = host.world.installations;
    await answered(({ unconfirmed }) => {
      if (unconfirmed) unconfirmed.renews = known?.id ?? null;
    });
    expect(screen.getByText('Keeping it replaces tokens.')).toBeTruthy();
  });
});

describe('the end of waiting', () => {
  test.each(['ArmedExpired', 'ArmedSlept'] as const)('%s leads to waiting again', async (code) => {
    const { flow, user } = await arm();
    const status = host.answerTo('install_status');
    host.answer('install_status', async (args: { flow: string }) => {
      const view = (await status(args)) as FlowView;
      return view.flow === flow ? { ...view, state: 'failed', problem: { code } } : view;
    });
    host.answer('install_arm', { flow: 'f2', expires_at: 0 });
    host.tell({ event: 'install_failed', flow, problem: { code } });
    await user.click(await screen.findByRole('button', { name: 'Wait again' }));
    await waitFor(() => expect(window.location.hash).toBe('#/install?flow=f2'));
  });
});

test('where it stands, in four steps', () => {
  const flow = { state: 'waiting', step: 'authorize', arrived_at: null, problem: null } as FlowView;
  const steps = ['wait', 'confirm', 'tokens', 'yours'] as const;
  const states = (changed: Partial<FlowView>) => steps.map((step) => stateOf(step, { ...flow, ...changed }));
  expect(states({})).toEqual(['running', 'waiting', 'waiting', 'waiting']);
  expect(states({ state: 'asking', arrived_at: 1 })).toEqual(['done', 'running', 'waiting', 'waiting']);
  expect(states({ state: 'failed', arrived_at: 1 })).toEqual(['done', 'failed', 'waiting', 'waiting']);
  expect(states({ state: 'failed' })).toEqual(['failed', 'waiting', 'waiting', 'waiting']);
  expect(states({ state: 'exchanging', step: 'introspect', arrived_at: 1 })).toEqual(['done', 'done', 'running', 'waiting']);
  expect(states({ state: 'failed', step: 'exchange', arrived_at: 1 })).toEqual(['done', 'done', 'failed', 'waiting']);
  expect(armedStep({ ...flow, state: 'quarantined', problem: { code: 'AppMismatch' } })).toBe('tokens');
  expect(armedStep({ ...flow, state: 'quarantined', problem: { code: 'GrantUnconfirmed' } })).toBe('yours');
});
