import { beforeEach, expect, test, vi } from 'vitest';
import { useHost } from '../api';
import { SampleHost } from '../host/sample';
import { Batches } from './batches.svelte';

let host: SampleHost;
let batches: Batches;
const summary = { proven: 1, refused: 1, postponed: 0, skipped: 0, cancelled: 0 };

beforeEach(() => {
  host = new SampleHost({ count: 20 });
  useHost(host);
  batches = new Batches();
  batches.listen();
  return () => batches.stop();
});

test('events that overtake the answer count', async () => {
  host.answer('installation_refresh', () => {
    host.tell({ event: 'refresh_progressed', batch: 'b', done: 1, total: 2, failed: 0 });
    return { batch: 'b', total: 2 };
  });
  await batches.start({ ids: ['x', 'y'] }, 'two');
  expect(batches.current).toMatchObject({ id: 'b', label: 'two', done: 1, total: 2, finished: false });
});

test('how some failed is asked for when one more does', async () => {
  host.answer('batch_status', { batch: 'b', total: 2, done: 1, finished: false, summary: { ...summary, proven: 0 }, problem: null });
  host.tell({ event: 'refresh_progressed', batch: 'b', done: 1, total: 2, failed: 1 });
  await vi.waitFor(() => expect(batches.current?.summary.refused).toBe(1));
});

test('the end is told once, and can be dismissed', async () => {
  const onend = vi.fn();
  batches.onend = onend;
  host.tell({ event: 'refresh_progressed', batch: 'b', done: 1, total: 2, failed: 0 });
  expect(batches.running).toBe(true);
  host.tell({ event: 'refresh_finished', batch: 'b', summary, problem: null });
  host.tell({ event: 'refresh_finished', batch: 'b', summary, problem: null });
  expect(onend).toHaveBeenCalledTimes(1);
  expect(batches.running).toBe(false);
  batches.dismiss('b');
  expect(batches.current).toBeUndefined();
});

test('a batch of nothing ends at once', async () => {
  const onend = vi.fn();
  batches.onend = onend;
  host.answer('installation_refresh', { batch: 'b', total: 0 });
  await batches.start({ ids: [] }, 'none');
  expect(onend).toHaveBeenCalledTimes(1);
});

test('cancelling names the batch', async () => {
  host.tell({ event: 'refresh_progressed', batch: 'b', done: 1, total: 2, failed: 0 });
  await batches.cancel('b');
  expect(host.calls.at(-1)).toEqual({ name: 'batch_cancel', args: { batch: 'b' } });
});
