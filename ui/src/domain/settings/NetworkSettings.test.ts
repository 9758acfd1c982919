import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import { session } from '../../state/session.svelte';
import Settings from '../../views/Settings.svelte';

let host: SampleHost;
const user = userEvent.setup();

beforeEach(async () => {
  host = new SampleHost({ count: 0 });
  useHost(host);
  await session.load();
  render(Settings, { section: 'network' });
});

function saved(): unknown[] {
  return host.calls.filter(({ name }) => name === 'settings_save').map(({ args }) => args);
}

test('no proxy is saved at once', async () => {
  await user.click(screen.getByRole('radio', { name: /^None/ }));
  await waitFor(() => expect(session.settings?.proxy).toBe('direct'));
  expect(screen.getByText('Calls on this computer never take one.')).toBeTruthy();
});

test('a named one is saved with its address, and not before', async () => {
  await user.click(screen.getByRole('radio', { name: /^This one/ }));
  const field = await screen.findByLabelText('Proxy’s address');
  await waitFor(() => expect(document.activeElement).toBe(field));
  expect(saved()).toEqual([]);
  await user.type(field, 'http://proxy.tern.dev:3128{Enter}');
  await waitFor(() => expect(saved().at(-1)).toEqual({ proxy: 'named', proxy_url: 'http://proxy.tern.dev:3128' }));
  await screen.findByText('In use.');
  expect(saved(), 'Enter and leaving the field save once').toHaveLength(1);
});

test('what isn’t a proxy’s address is said at its field, until it is changed', async () => {
  await user.click(screen.getByRole('radio', { name: /^This one/ }));
  const field = await screen.findByLabelText('Proxy’s address');
  await user.type(field, 'proxy');
  await user.tab();
  await screen.findByText('Not a proxy’s address.');
  expect(session.settings?.proxy).toBe('system');
  await user.type(field, '2');
  expect(screen.queryByText('Not a proxy’s address.')).toBeNull();
});

test('certificates are chosen, shown by their path, and removed', async () => {
  await user.click(screen.getByRole('button', { name: 'Choose a file…' }));
  await screen.findByText('/home/maya/certificates/company.pem');
  expect(screen.getByRole('button', { name: 'Choose another…' })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Remove' }));
  await waitFor(() => expect(saved().at(-1)).toMatchObject({ certificates: null }));
  await screen.findByRole('button', { name: 'Choose a file…' });
});

test('a file without certificates is said there', async () => {
  host.refuse('certificates_choose', { code: 'CertificatesUnreadable', args: { path: '/x.pem' } });
  await user.click(screen.getByRole('button', { name: 'Choose a file…' }));
  expect((await screen.findByRole('alert')).textContent).toContain('No certificates in this file');
});
