import { beforeEach, expect, test, vi } from 'vitest';
import { onEvent, showWorld, useHost } from '../api';
import type { Event } from '../bindings/contract';
import { SampleHost } from '../host/sample';
import { Batches } from './batches.svelte';
import { Imports } from './imports.svelte';
import { findInstallations } from './passing';
import { Session } from './session.svelte';

let host: SampleHost;
let heard: Event['event'][];

beforeEach(() => {
  host = new SampleHost({ count: 5 });
  useHost(host);
  heard = [];
  return onEvent(({ event }) => heard.push(event));
});

test('before the program has said which world is shown everything is heard', () => {
  host.tell({ event: 'apps_changed' }, 'practice');
  host.tell({ event: 'accounts_changed' }, 'hubspot');
  expect(heard).toEqual(['apps_changed', 'accounts_changed']);
});

test('what goes on in another world is not heard, and what concerns the program is', () => {
  showWorld('practice');
  host.tell({ event: 'refresh_progressed', batch: 'b', done: 1, total: 2, failed: 0 }, 'hubspot');
  host.tell({ event: 'apps_changed' }, 'practice');
  host.tell({ event: 'unsaved_changed' }, null);
  expect(heard).toEqual(['apps_changed', 'unsaved_changed']);
});

test('the batch of a world that was left does not appear in the one that is shown', async () => {
  const [session, batches] = [new Session(), new Batches()];
  batches.listen();
  await session.load();
  await session.enterWorld('practice');
  host.tell({ event: 'refresh_progressed', batch: 'b', done: 1, total: 2, failed: 0 }, 'hubspot');
  expect(batches.current).toBeUndefined();
  host.tell({ event: 'refresh_progressed', batch: 'c', done: 1, total: 2, failed: 0 }, 'practice');
  expect(batches.current?.id).toBe('c');
  batches.stop();
  session.stop();
});

test('what was told of a new world before it was shown is asked for', async () => {
  const session = new Session();
  await session.load();
  const enter = host.answerTo('world_enter');
  host.answer('world_enter', (args: never) => {
    const entered = structuredClone(enter(args));
    host.world.accounts.length = 1;
    host.tell({ event: 'accounts_changed' }, 'practice');
    return entered;
  });
  await session.enterWorld('practice');
  await vi.waitFor(() => expect(session.view?.counts.accounts).toBe(1));
  session.stop();
});

const summary = { proven: 2, refused: 1, postponed: 0, skipped: 0, cancelled: 0 };

test('a batch that goes on is found and can be cancelled', async () => {
  const batches = new Batches();
  batches.listen();
  host.answer('batch_list', [{ batch: 'b', total: 9, done: 3, finished: false, summary, problem: null }]);
  await batches.load();
  expect(batches.current).toMatchObject({ id: 'b', total: 9, done: 3, failed: 1, finished: false, seen: { done: 3 } });
  await batches.cancel('b');
  expect(host.calls.at(-1)).toEqual({ name: 'batch_cancel', args: { batch: 'b' } });
  batches.stop();
});

test('an answer about the former world finds nothing in the next', async () => {
  const batches = new Batches();
  let answer: (list: unknown) => void = () => undefined;
  host.answer('batch_list', () => new Promise((done) => (answer = done)));
  const loading = batches.load();
  await vi.waitFor(() => expect(host.calls.at(-1)?.name).toBe('batch_list'));
  batches.reset();
  answer([{ batch: 'b', total: 9, done: 3, finished: false, summary, problem: null }]);
  await loading;
  expect(batches.list).toEqual([]);
});

test('a batch that was begun in the former world does not appear in the next', async () => {
  const batches = new Batches();
  host.answer('installation_refresh', () => {
    batches.reset();
    return { batch: 'b', total: 2 };
  });
  await batches.start({ ids: ['x', 'y'] }, 'two');
  expect(batches.list).toEqual([]);
});

test('an end that was heard first stays the end', async () => {
  const batches = new Batches();
  batches.listen();
  host.answer('batch_list', () => {
    host.tell({ event: 'refresh_finished', batch: 'b', summary, problem: null });
    return [{ batch: 'b', total: 9, done: 3, finished: false, summary, problem: null }];
  });
  await batches.load();
  expect(batches.running).toBe(false);
  batches.stop();
});

test('an import that goes on is found with its app', async () => {
  const [app] = host.world.apps;
  const { import: id } = (await host.call('installation_import', { app: app?.id })) as { import: string };
  const imports = new Imports();
  await imports.load();
  expect(imports.view?.import).toBe(id);
  expect(imports.app).toBe(app?.id);
  host.advanceImport(99);
  await vi.waitFor(() => expect(imports.running).toBe(false));
  imports.stop();
});

test('a passing question asks the program to keep no order', async () => {
  const { snapshot } = await findInstallations({ search: 'a' }, 5);
  expect(snapshot).toBeNull();
  expect(host.calls.at(-1)).toEqual({ name: 'installation_query', args: { filter: { search: 'a' }, limit: 5, keep: false } });
});
