import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import { toaster } from '../../parts/toaster.svelte';
import { router } from '../../router.svelte';
import { flows } from '../../state/flows.svelte';
import { hearStrangers } from './announce';

let host: SampleHost;

beforeEach(() => {
  window.location.hash = '#/apps';
  const stop = router.start();
  host = new SampleHost({ count: 4 });
  useHost(host);
  flows.reset();
  toaster.toasts = [];
  const deafen = hearStrangers();
  return () => {
    stop();
    deafen();
    flows.stop();
  };
});

test('a stranger’s links are said once, however many come', () => {
  for (let link = 0; link < 5; link += 1) host.tell({ event: 'link_refused', code: 'LinkUnexpected' });
  expect(toaster.toasts.map(({ title }) => title)).toEqual(['A link came that no authorization waits for']);
  expect(toaster.toasts[0]?.text).toContain('nothing was changed.');
  toaster.dismiss(toaster.toasts[0]?.id ?? 0);
  host.tell({ event: 'link_refused', code: 'LinkUnexpected' });
  expect(toaster.toasts.length, 'once it is gone, the next is said').toBe(1);
});

async function armed(): Promise<string> {
  const { flow } = (await host.call('install_arm', { app: host.world.apps[0]?.id, redirect_url: 'http://localhost:3917/cb' })) as { flow: string };
  await flows.load();
  return flow;
}

test('that waiting is over is said, but not on its own page', async () => {
  const flow = await armed();
  host.tell({ event: 'install_failed', flow, problem: { code: 'ArmedExpired' } });
  expect(toaster.toasts.map(({ title }) => title)).toEqual(['The time to wait is over']);
  toaster.toasts = [];
  router.replace({ name: 'install' }, { flow });
  host.tell({ event: 'install_failed', flow, problem: { code: 'ArmedExpired' } });
  expect(toaster.toasts).toEqual([]);
});

test('an ordinary authorization that ends is told by others', async () => {
  await armed();
  host.tell({ event: 'install_failed', flow: 'another', problem: { code: 'FlowExpired' } });
  expect(toaster.toasts).toEqual([]);
});
