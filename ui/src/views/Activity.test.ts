import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../api';
import type { Commands } from '../bindings/contract';
import { SampleHost } from '../host/sample';
import { toaster } from '../parts/toaster.svelte';
import { router } from '../router.svelte';
import { apps } from '../state/apps.svelte';
import { session } from '../state/session.svelte';
import Activity from './Activity.svelte';

type Query = Commands['activity_query'][0];
let host: SampleHost;
let user: ReturnType<typeof userEvent.setup>;

beforeEach(() => () => {
  session.stop();
  apps.stop();
});

async function show(query: Record<string, string> = {}) {
  host = new SampleHost({ count: 20 });
  useHost(host);
  toaster.toasts = [];
  router.replace({ name: 'activity' }, query);
  await Promise.all([session.load(), apps.load()]);
  render(Activity);
  user = userEvent.setup();
  await waitFor(() => expect(host.calls.some(({ name }) => name === 'activity_query')).toBe(true));
}

function asked(): Query {
  return host.calls.findLast(({ name, args }) => name === 'activity_query' && args['limit'] !== 1)?.args as unknown as Query;
}

async function choose(item: string) {
  await user.click(screen.getByRole('button', { name: 'Export…' }));
  await user.click(await screen.findByRole('menuitem', { name: item }));
}

test('typing is asked for once it rests, and stands in the address beside the other filters', async () => {
  await show({ failures: 'only' });
  await user.type(screen.getByRole('searchbox', { name: 'Search the activity' }), 'BAD_REFRESH');
  await waitFor(() => expect(asked()).toMatchObject({ search: 'BAD_REFRESH', failures_only: true }));
  expect(router.query).toEqual({ q: 'BAD_REFRESH', failures: 'only' });
});

test('a time is chosen, and asked for from its midnight on', async () => {
  await show({ q: 'invoice' });
  const period = screen.getByLabelText('Time');
  expect(period.textContent).toContain('Any time');
  period.focus();
  await user.keyboard('{Enter}');
  await user.click(await screen.findByRole('option', { name: 'Today' }));
  await waitFor(() => expect(asked()).toMatchObject({ since: new Date().setHours(0, 0, 0, 0), search: 'invoice' }));
  expect(router.query).toEqual({ q: 'invoice', period: 'today' });
});

test('nothing matches: one click shows everything, and the field is empty', async () => {
  await show({ q: 'nobody at all' });
  await user.click(await screen.findByRole('button', { name: 'Show all' }));
  await waitFor(() => expect(asked().search).toBe(''));
  expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('');
});

test('what is shown is written to a file, and the place is said', async () => {
  await show({ failures: 'only' });
  await choose('As CSV, for a spreadsheet');
  await waitFor(() => expect(toaster.toasts.at(-1)?.text).toBe('/home/maya/activity.csv'));
  expect(toaster.toasts.at(-1)?.title).toMatch(/^\d+ lines? written$/);
  expect(host.calls.find(({ name }) => name === 'activity_export')?.args).toMatchObject({ format: 'csv', question: { failures_only: true, search: '' } });
});

test('JSON; no place chosen is a matter of the status alone', async () => {
  await show();
  host.answer('activity_export', { path: null, count: 0 });
  await choose('As JSON');
  expect((await screen.findByText('No place was chosen. Nothing was written.')).getAttribute('role')).toBe('status');
  expect(host.calls.findLast(({ name }) => name === 'activity_export')?.args).toMatchObject({ format: 'json' });
  expect(toaster.toasts).toHaveLength(0);
});
