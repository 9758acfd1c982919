import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import { toaster } from '../../parts/toaster.svelte';
import { batches } from '../../state/batches.svelte';
import { announceBatch } from './announce';
import BatchStatus from './BatchStatus.svelte';

const summary = { proven: 3, refused: 0, postponed: 0, skipped: 9, cancelled: 0 };
const problem = { code: 'AnswerUnsaved' as const, args: { cause: 'DiskFull' } };
let host: SampleHost;

beforeEach(() => {
  host = new SampleHost({ count: 4 });
  useHost(host);
  toaster.toasts = [];
  batches.list = [];
  batches.onend = announceBatch;
  batches.listen();
  return () => {
    batches.onend = undefined;
    batches.stop();
  };
});

function stop() {
  host.tell({ event: 'refresh_progressed', batch: 'b', done: 1, total: 12, failed: 0 });
  host.tell({ event: 'refresh_finished', batch: 'b', summary, problem });
}

test('a batch that the disk stopped says why instead of plain numbers', () => {
  stop();
  render(BatchStatus);
  expect(screen.getByText('Stopped')).toBeTruthy();
  expect(screen.getByText('HubSpot’s answer isn’t saved yet.')).toBeTruthy();
  expect(screen.getByText('AnswerUnsaved')).toBeTruthy();
  expect(screen.queryByText('9 not tried')).toBeNull();
  expect(screen.getByText('3 proven good')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toBe('Stopped. HubSpot’s answer isn’t saved yet.');
});

test('its toast has cause, way out and code, also when the program itself began it', () => {
  stop();
  const toast = toaster.toasts.at(-1);
  expect(toast).toMatchObject({ tone: 'bad', stays: true, title: 'The refresh was stopped' });
  expect(toast?.text).toMatch(/^HubSpot’s answer isn’t saved yet\. Free some space .*\(AnswerUnsaved\)$/);
});

test('while it runs, what stopped it is known as soon as it is asked', async () => {
  host.answer('batch_status', { batch: 'b', total: 12, done: 4, finished: false, summary, problem });
  host.tell({ event: 'refresh_progressed', batch: 'b', done: 4, total: 12, failed: 1 });
  await new Promise((resolve) => setTimeout(resolve));
  expect(batches.current?.problem?.code).toBe('AnswerUnsaved');
});
