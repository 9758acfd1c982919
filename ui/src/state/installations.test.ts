import { beforeEach, describe, expect, test, vi } from 'vitest';
import { useHost } from '../api';
import type { Commands } from '../bindings/contract';
import type { CallArgs } from '../host/host';
import { SampleHost } from '../host/sample';
import { everything, Installations } from './installations.svelte';

type Query = Commands['installation_query'][0];

let host: SampleHost;
let list: Installations;
const byHealth = { by: 'health', descending: false } as const;

beforeEach(() => {
  host = new SampleHost({ count: 1000 });
  useHost(host);
  list = new Installations();
  return () => list.stop();
});

function queries(): Query[] {
  return host.calls.filter(({ name }) => name === 'installation_query').map(({ args }) => args as unknown as Query);
}

function forget(): void {
  host.calls.length = 0;
}

describe('windows of a snapshot', () => {
  test('the first question makes the list, the next read on in it', async () => {
    await list.show(everything, byHealth);
    expect(queries()).toHaveLength(1);
    expect(queries()[0]?.snapshot, 'a new list is asked for without a snapshot').toBeUndefined();
    list.see(430, 470);
    await vi.waitFor(() => expect(list.rowAt(450)).toBeDefined());
    expect(queries().slice(1)).toMatchObject([{ offset: 400, limit: 100, snapshot: list.snapshot }]);
  });

  test('what is here is not asked for again', async () => {
    await list.show(everything, byHealth);
    forget();
    list.see(0, 40);
    list.see(20, 60);
    expect(queries()).toHaveLength(0);
  });

  test('a window far from the screen is let go', async () => {
    await list.show(everything, byHealth);
    list.see(900, 940);
    await vi.waitFor(() => expect(list.rowAt(920)).toBeDefined());
    expect(list.rowAt(0), 'the first window is far away now').toBeUndefined();
  });

  test('a snapshot that is gone is made anew', async () => {
    await list.show(everything, byHealth);
    const former = list.snapshot;
    host.refuse('installation_query', { code: 'SnapshotGone' });
    list.see(300, 340);
    host.answer('installation_query', (args: CallArgs) => ({ snapshot: 77, total: 3, unfiltered: 3, stale: 0, facets: { health: {}, apps: {}, account_types: {}, tags: {} }, rows: [], ...(args['snapshot'] === undefined ? {} : { snapshot: 0 }) }));
    await vi.waitFor(() => expect(list.snapshot).toBe(77));
    expect(former).not.toBe(77);
    expect(list.problem).toBeNull();
  });
});

describe('what happens meanwhile', () => {
  test('only the rows on screen are read again, in the same order', async () => {
    await list.show(everything, byHealth);
    list.see(0, 30);
    const id = list.rowAt(2)?.id ?? '';
    const { snapshot } = list;
    forget();
    host.change(id, { health: 'healthy', code: null });
    await vi.waitFor(() => expect(list.rowAt(2)?.health).toBe('healthy'));
    expect(list.rowAt(2)?.id, 'the row stays where it is').toBe(id);
    expect(queries().every((query) => query.snapshot === snapshot && query.offset === 0)).toBe(true);
    expect(list.stale, 'it would stand elsewhere now').toBeGreaterThan(0);
  });

  test('rows that are as they were stay the same objects', async () => {
    await list.show(everything, byHealth);
    const untouched = list.rowAt(5);
    host.change(list.rowAt(2)?.id ?? '', { notes: 'x', tags: ['new'] });
    await vi.waitFor(() => expect(list.rowAt(2)?.tags).toEqual(['new']));
    expect(list.rowAt(5)).toBe(untouched);
  });

  test('a storm of events becomes few questions', async () => {
    await list.show(everything, byHealth);
    forget();
    for (let at = 0; at < 200; at++) host.tell({ event: 'installations_changed', which: 'many' });
    await vi.waitFor(() => expect(queries().length).toBeGreaterThan(0));
    await new Promise((done) => setTimeout(done));
    expect(queries().length).toBeLessThanOrEqual(3);
  });

  test('sorting again makes a new list in which nothing is stale', async () => {
    await list.show(everything, byHealth);
    host.change(list.rowAt(0)?.id ?? '', { health: 'healthy', code: null });
    await vi.waitFor(() => expect(list.stale).toBeGreaterThan(0));
    const former = list.snapshot;
    await list.reload();
    expect(list.snapshot).not.toBe(former);
    expect(list.stale).toBe(0);
  });
});

test('the newest question wins, whatever order the answers come in', async () => {
  const gates: (() => void)[] = [];
  const answer = (total: number) => ({ snapshot: total, total, unfiltered: 9, stale: 0, facets: { health: {}, apps: {}, account_types: {}, tags: {} }, rows: [] });
  host.answer('installation_query', (args: CallArgs) => new Promise((done) => gates.push(() => done(answer((args['filter'] as { search: string }).search.length)))));
  const first = list.show({ ...everything, search: 'a' }, byHealth);
  const second = list.show({ ...everything, search: 'ab' }, byHealth);
  await vi.waitFor(() => expect(gates).toHaveLength(2));
  gates[1]?.();
  await second;
  gates[0]?.();
  await first;
  expect(list.total, 'the answer to "a" came last and is old').toBe(2);
});

test('a failed question keeps the rows and says why', async () => {
  await list.show(everything, byHealth);
  host.refuse('installation_query', { code: 'VaultDamaged' });
  await list.reload();
  expect(list.problem?.code).toBe('VaultDamaged');
  expect(list.rowAt(0)).toBeDefined();
});

test('"all matching" is the list without what is left out', async () => {
  await list.show({ ...everything, healths: ['needs_reauthorization'] }, byHealth);
  const [first, ...others] = [0, 1, 2].map((at) => list.rowAt(at)?.id ?? '');
  const rows = await list.chosenRows({ all: true, except: [first ?? ''] });
  expect(rows.map(({ id }) => id)).toEqual(others);
});

test('a range that is not here is asked for by its places', async () => {
  await list.show(everything, byHealth);
  forget();
  const ids = await list.idsBetween(90, 650);
  expect(ids).toHaveLength(561);
  expect(queries().every(({ limit, snapshot }) => limit <= 500 && snapshot === list.snapshot)).toBe(true);
});
