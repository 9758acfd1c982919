import { beforeEach, expect, test, vi } from 'vitest';
import { useHost } from '../api';
import { SampleHost } from '../host/sample';
import { ReauthorizeQueue, type QueueResult } from './queue.svelte';

let host: SampleHost;
let queue: ReauthorizeQueue;
let ended: QueueResult[];

beforeEach(() => {
  host = new SampleHost({ count: 5 });
  useHost(host);
  queue = new ReauthorizeQueue();
  ended = [];
  queue.onend = (result) => ended.push(result);
  return () => queue.leave();
});

function items(count: number) {
  return host.world.installations.slice(0, count).map(({ id, app_name, account_name }) => ({ id, app: app_name, account: account_name ?? '' }));
}

function started(): number {
  return host.calls.filter(({ name }) => name === 'installation_reauthorize').length;
}

test('opens one page at a time', async () => {
  await queue.add(items(3));
  expect(started(), 'the second waits for the first').toBe(1);
  expect(queue.total).toBe(3);
  host.consent(queue.flow?.flow ?? '');
  await vi.waitFor(() => expect(started()).toBe(2));
  expect(ended.map(({ flow }) => flow?.state)).toEqual(['done']);
});

test('skipping goes on with the next, stopping with none', async () => {
  await queue.add(items(3));
  await queue.skip();
  await vi.waitFor(() => expect(started()).toBe(2));
  await vi.waitFor(() => expect(queue.flow?.state).toBe('waiting'));
  await queue.stop();
  await vi.waitFor(() => expect(queue.running).toBe(false));
  expect(started()).toBe(2);
  expect(ended.map(({ problem }) => problem?.code)).toEqual(['FlowCancelled', 'FlowCancelled']);
});

test('what keeps one from starting ends the run', async () => {
  host.refuse('installation_reauthorize', { code: 'RedirectPortBusy' });
  await queue.add(items(3));
  expect(queue.running).toBe(false);
  expect(started()).toBe(1);
  expect(ended.map(({ problem }) => problem?.code)).toEqual(['RedirectPortBusy']);
});

test('the same installation is not opened twice', async () => {
  const [one] = items(1);
  if (one === undefined) throw new Error('the sample has rows');
  await queue.add([one]);
  await queue.add([one]);
  expect(queue.total).toBe(1);
});
