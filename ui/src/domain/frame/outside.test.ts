import { beforeEach, expect, test, vi } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import { toaster } from '../../parts/toaster.svelte';
import { router } from '../../router.svelte';
import { hearDesktop } from './outside';

let host: SampleHost;

beforeEach(() => {
  window.location.hash = '#/apps';
  const stop = router.start();
  host = new SampleHost({ count: 4 });
  useHost(host);
  toaster.toasts = [];
  const deafen = hearDesktop();
  return () => {
    stop();
    deafen();
  };
});

test('a place that was chosen in the tray or in a notification is gone to', async () => {
  host.tell({ event: 'place_chosen', place: '#/installations?view=needs_person' });
  await vi.waitFor(() => expect(router.route).toEqual({ name: 'installations' }));
  expect(router.query).toEqual({ view: 'needs_person' });
});

test('what is not saved yet is asked for first', async () => {
  const asked = vi.fn(() => false);
  const stop = router.guard(asked);
  host.tell({ event: 'place_chosen', place: '#/accounts' });
  await vi.waitFor(() => expect(asked).toHaveBeenCalled());
  expect(router.route).toEqual({ name: 'apps' });
  stop();
});

test('that the clipboard was cleared is said', () => {
  host.tell({ event: 'clipboard_cleared' });
  expect(toaster.toasts.map(({ title }) => title)).toEqual(['The access token was cleared from the clipboard']);
});

test('that the clipboard could not be cleared is said, and stays', () => {
  host.tell({ event: 'clipboard_not_cleared', code: 'ClipboardNotCleared' });
  expect(toaster.toasts).toMatchObject([{ tone: 'warn', stays: true, title: 'The clipboard couldn’t be cleared' }]);
  expect(toaster.toasts[0]?.text).toContain('may still be on it. Copy something else.');
});
