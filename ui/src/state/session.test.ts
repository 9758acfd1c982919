import { beforeEach, expect, test, vi } from 'vitest';
import { useHost } from '../api';
import { SampleHost } from '../host/sample';
import { Session } from './session.svelte';

let host: SampleHost;
let session: Session;

beforeEach(() => {
  host = new SampleHost({ count: 5 });
  useHost(host);
  session = new Session();
  return () => session.stop();
});

function asked(): number {
  return host.calls.filter(({ name }) => name === 'session_get').length;
}

test('subscribes before it asks: what happens while the answer is on its way is asked for again', async () => {
  const answer = structuredClone(host.session);
  let first = true;
  host.answer('session_get', () => {
    if (first) host.tell({ event: 'accounts_changed' });
    const accounts = first ? 1 : 2;
    first = false;
    return { ...answer, counts: { ...answer.counts, accounts } };
  });
  await session.load();
  expect(session.view?.counts.accounts, 'the event during the first asking was heard').toBe(2);
});

test('asks again after what changes its numbers, and not after what does not', async () => {
  await session.load();
  host.tell({ event: 'clipboard_cleared' });
  host.tell({ event: 'refresh_progressed', batch: 'b', done: 1, total: 2, failed: 0 });
  expect(asked()).toBe(1);
  host.tell({ event: 'installations_changed', which: 'many' });
  await vi.waitFor(() => expect(asked()).toBe(2));
});

test('a burst of events becomes one more asking', async () => {
  await session.load();
  for (let at = 0; at < 50; at++) host.tell({ event: 'installations_changed', which: 'many' });
  await vi.waitFor(() => expect(asked()).toBeGreaterThan(1));
  await session.load();
  expect(asked()).toBeLessThanOrEqual(4);
});

test('a failed asking keeps what is known and says why', async () => {
  await session.load();
  host.refuse('session_get', { code: 'Internal' });
  await session.load();
  expect(session.view).not.toBeNull();
  expect(session.problem?.code).toBe('Internal');
});

test('entering a world changes the round, so that views begin anew', async () => {
  await session.load();
  await session.enterWorld('practice');
  expect(session.world).toBe('practice');
  expect(session.worldRound).toBe(1);
});

test('a world that an event tells of first begins its round with what is seen of it', async () => {
  await session.load();
  let answer = () => {};
  const answering = new Promise<void>((resolve) => (answer = resolve));
  const enter = host.answerTo('world_enter');
  host.answer('world_enter', async (args: never) => {
    const entered = structuredClone(enter(args));
    host.tell({ event: 'world_shown' }, null);
    await answering;
    return entered;
  });
  const round = session.worldRound;
  const entered = session.enterWorld('practice');
  await vi.waitFor(() => expect(session.world).toBe('practice'));
  expect(session.worldRound).toBe(round + 1);
  answer();
  await entered;
  expect(session.worldRound, 'and no second one').toBe(round + 1);
});

test('only the settings that are given are sent, and the others stay', async () => {
  await session.load();
  await session.saveSettings({ compact: true });
  const call = host.calls.find(({ name }) => name === 'settings_save');
  expect(call?.args).toEqual({ compact: true });
  expect(session.settings).toMatchObject({ compact: true, clipboard_seconds: 30 });
});
