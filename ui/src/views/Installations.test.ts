import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test } from 'vitest';
import { useHost } from '../api';
import type { Commands } from '../bindings/contract';
import { SampleHost } from '../host/sample';
import { router } from '../router.svelte';
import { apps } from '../state/apps.svelte';
import { installations } from '../state/installations.svelte';
import { leak } from '../state/leak.svelte';
import { session } from '../state/session.svelte';
import Installations from './Installations.svelte';

type Query = Commands['installation_query'][0];
let host: SampleHost;

async function show(made = new SampleHost({ count: 40 }), query: Record<string, string> = {}) {
  host = made;
  useHost(host);
  installations.reset();
  router.replace({ name: 'installations' }, query);
  await Promise.all([session.load(), apps.load()]);
  render(Installations);
  await waitFor(() => expect(installations.snapshot ?? installations.problem).not.toBeNull());
  return userEvent.setup();
}

beforeEach(() => () => {
  installations.stop();
  session.stop();
  apps.stop();
});

function lastQuery(): Query {
  return host.calls.findLast(({ name }) => name === 'installation_query')?.args as unknown as Query;
}

describe('filters', () => {
  test('a facet filters by click and stands in the address', async () => {
    const user = await show();
    await user.click(screen.getByRole('button', { name: /Needs reauthorization/, pressed: false }));
    await waitFor(() => expect(lastQuery().filter.healths).toEqual(['needs_reauthorization']));
    expect(window.location.hash).toContain('health=needs_reauthorization');
    expect(screen.getByRole('button', { name: /Needs reauthorization/, pressed: true })).toBeTruthy();
  });

  test('typing is asked for once it rests', async () => {
    const user = await show();
    const before = host.calls.length;
    await user.type(screen.getByRole('searchbox'), 'kestrel');
    await waitFor(() => expect(lastQuery().filter.search).toBe('kestrel'));
    const asked = host.calls.slice(before).filter(({ name }) => name === 'installation_query');
    expect(asked.length, 'not once per letter').toBeLessThan(4);
  });

  test('nothing matches: one click shows everything', async () => {
    const user = await show(new SampleHost({ count: 40 }), { q: 'nobody' });
    await user.click(await screen.findByRole('button', { name: 'Show all' }));
    await waitFor(() => expect(lastQuery().filter).toMatchObject({ search: '', healths: [] }));
    await waitFor(() => expect(installations.total).toBe(40));
  });

  test('a head sorts by click', async () => {
    const user = await show();
    await user.click(screen.getByRole('button', { name: 'Account' }));
    await waitFor(() => expect(lastQuery().sort).toEqual({ by: 'account', descending: false }));
    expect(window.location.hash).toContain('sort=account');
  });
});

test('nothing installed: the first row installs the app that is here', async () => {
  await show(new SampleHost({ count: 0 }));
  expect(await screen.findByRole('heading', { name: 'No installations yet' })).toBeTruthy();
  expect(screen.getByText('Install Invoice Sync')).toBeTruthy();
  expect(screen.queryByRole('grid')).toBeNull();
});

test('a list that cannot be read says why and can be tried again', async () => {
  const broken = new SampleHost({ count: 40 });
  broken.refuse('installation_query', { code: 'VaultDamaged' });
  const user = await show(broken);
  const again = await screen.findByRole('button', { name: 'Try again' });
  broken.answer('installation_query', { snapshot: 5, total: 0, unfiltered: 0, stale: 0, facets: { health: {}, apps: {}, account_types: {}, tags: {} }, rows: [] });
  await user.click(again);
  await screen.findByRole('heading', { name: 'No installations yet' });
});

describe('what changed meanwhile', () => {
  test('is counted, and sorted in when a person asks', async () => {
    const user = await show();
    const first = installations.rowAt(0);
    host.change(first?.id ?? '', { health: 'healthy', code: null });
    await screen.findByText(/rows? changed/);
    expect(installations.rowAt(0)?.id, 'no row moved').toBe(first?.id);
    await user.click(screen.getByRole('button', { name: 'Sort again' }));
    await waitFor(() => expect(installations.stale).toBe(0));
    expect(installations.rowAt(0)?.id).not.toBe(first?.id);
  });
});

describe('a selection', () => {
  test('of all matching is refreshed as the list and what is left out', async () => {
    const user = await show();
    await user.click(screen.getByRole('checkbox', { name: 'Select all rows' }));
    const [, second] = [0, 1].map((at) => installations.rowAt(at)?.id ?? '');
    await user.click(screen.getAllByRole('checkbox', { name: /^Select .* on / })[1] as HTMLElement);
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    await waitFor(() => expect(host.calls.at(-1)?.name === 'installation_refresh' || host.calls.some(({ name }) => name === 'installation_refresh')).toBe(true));
    expect(host.calls.find(({ name }) => name === 'installation_refresh')?.args).toEqual({ snapshot: installations.snapshot, except: [second] });
  });

  test('of all is made after a leak, to be reauthorized or revoked', async () => {
    leak.due = true;
    await show();
    await waitFor(() => expect(leak.due).toBe(false));
    await waitFor(() => expect(screen.getByRole('checkbox', { name: 'Select all rows' })).toHaveProperty('checked', true));
    expect(screen.getByRole('button', { name: 'Reauthorize' })).toBeTruthy();
  });

  test('goes when another filter is chosen', async () => {
    const user = await show();
    await user.click(screen.getAllByRole('checkbox', { name: /^Select .* on / })[0] as HTMLElement);
    expect(screen.getByRole('toolbar', { name: '1 selected' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: /Healthy/, pressed: false }));
    await waitFor(() => expect(screen.queryByRole('toolbar')).toBeNull());
  });
});

test('a row is put right by the action at its end', async () => {
  const user = await show();
  const row = installations.rowAt(0);
  await user.click(screen.getByRole('button', { name: `Reauthorize ${row?.app_name} on ${row?.account_name}` }));
  await waitFor(() => expect(host.calls.find(({ name }) => name === 'installation_reauthorize')?.args).toEqual({ id: row?.id }));
});
