import { beforeEach, expect, test, vi } from 'vitest';
import { useHost } from '../../api';
import type { Code, SecretResult } from '../../bindings/contract';
import { setLanguage } from '../../i18n';
import { SampleHost } from '../../host/sample';
import { toaster } from '../../parts/toaster.svelte';
import { router } from '../../router.svelte';
import { hearSecrets } from './announce';

let host: SampleHost;
let app: string;

beforeEach(() => {
  window.location.hash = '#/apps';
  const stop = router.start();
  host = new SampleHost({ count: 4 });
  useHost(host);
  app = host.world.apps[0]?.id ?? '';
  toaster.toasts = [];
  const deafen = hearSecrets();
  return () => {
    stop();
    deafen();
    setLanguage('en');
  };
});

function tell(result: SecretResult, recovered = 0, code: Code | null = null) {
  host.tell({ event: 'secret_checked', app, result, recovered, code });
  return toaster.toasts.at(-1);
}

test('HubSpot’s yes is told with what it brought back', () => {
  expect(tell('accepted')).toMatchObject({ tone: 'ok', title: 'HubSpot accepted the secret', text: undefined });
  expect(tell('accepted', 1)?.text).toBe('1 installation recovered.');
  expect(tell('accepted', 2)?.text).toBe('2 installations recovered.');
  setLanguage('de');
  expect(tell('accepted', 2)?.text).toBe('2 Installationen funktionieren wieder.');
});

test('its no stays, says why, and leads to where the secret is typed', async () => {
  const toast = tell('refused', 0, 'ClientSecretRefused');
  expect(toast).toMatchObject({ tone: 'bad', stays: true, title: 'HubSpot refused the secret' });
  expect(toast?.text).toMatch(/^The client secret is refused\. Copy the present one/);
  toast?.action?.onclick();
  await vi.waitFor(() => expect(router.route).toEqual({ name: 'app', id: app, tab: 'auth' }));
  expect(tell('refused', 0, 'ClientSecretRefused')?.action, 'one is there already').toBeUndefined();
});

test('what couldn’t be tried is said by its cause, and claims nothing', () => {
  const toast = tell('untried', 0, 'HubSpotUnreachable');
  expect(toast).toMatchObject({ tone: 'warn', title: 'The secret is saved, but couldn’t be tried' });
  expect(toast?.text).toMatch(/HubSpot/);
});

test('where nothing can be tried nothing is told', () => {
  expect(tell('untried')).toBeUndefined();
});
