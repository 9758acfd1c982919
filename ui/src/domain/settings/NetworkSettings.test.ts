import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
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
  await waitFor(() => expect(saved().at(-1)).toMatchObject({ proxy: 'named', proxy_url: 'http://proxy.tern.dev:3128' }));
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

test('credentials in an address are taken out of the field', async () => {
  await user.click(screen.getByRole('radio', { name: /^This one/ }));
  const field = await screen.findByLabelText<HTMLInputElement>('Proxy’s address');
  await user.type(field, 'http://maya:pw@proxy.tern.dev:3128{Enter}');
  await waitFor(() => expect(field.value).toBe('http://proxy.tern.dev:3128'));
});

test('credentials are entered, replaced and removed, and never shown', async () => {
  await session.saveSettings({ proxy: 'named', proxy_url: 'http://proxy.tern.dev:3128' });
  cleanup();
  render(Settings, { section: 'network' });
  await user.click(await screen.findByRole('button', { name: 'Enter…' }));
  const name = screen.getByLabelText('User name');
  await waitFor(() => expect(document.activeElement).toBe(name));
  await user.type(name, 'maya');
  await user.type(screen.getByLabelText('Password'), 'pw{Enter}');
  await screen.findByText(/^Saved, encrypted in the vault/);
  expect(host.calls.findLast((call) => call.name === 'proxy_credentials_save')?.args).toEqual({ user: 'maya', password: 'pw' });
  await user.click(screen.getByRole('button', { name: 'Replace…' }));
  expect(screen.getByLabelText<HTMLInputElement>('User name').value).toBe('');
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await user.click(screen.getByRole('button', { name: 'Remove' }));
  await screen.findByText(/^None saved/);
});

test('a locked vault takes no credentials, and what was typed stays', async () => {
  await session.saveSettings({ proxy: 'named', proxy_url: 'http://proxy.tern.dev:3128' });
  cleanup();
  render(Settings, { section: 'network' });
  host.refuse('proxy_credentials_save', { code: 'VaultLocked' });
  await user.click(await screen.findByRole('button', { name: 'Enter…' }));
  await user.type(screen.getByLabelText('User name'), 'maya{Enter}');
  expect((await screen.findByRole('alert')).textContent).toContain('The vault is locked');
  expect(screen.getByLabelText<HTMLInputElement>('User name').value).toBe('maya');
});

test('what is in force is shown, with who named it', async () => {
  await screen.findByText('Calls go to HubSpot directly, without a proxy.');
  const proxy = { address: 'http://proxy.tern.dev:3128', source: 'environment', variable: 'HTTPS_PROXY' };
  host.answer('network_get', () => ({ proxy, proxy_credentials: false, certificates: [], problem: null, ignored_variables: ['SSL_CERT_FILE'] }));
  host.tell({ event: 'settings_changed' });
  await screen.findByText('HTTPS_PROXY');
  screen.getByText('http://proxy.tern.dev:3128');
  screen.getByText('SSL_CERT_FILE');
});

test('certificates are chosen, shown by their fingerprints, and removed', async () => {
  await user.click(screen.getByRole('button', { name: 'Choose a file…' }));
  await screen.findByText('/home/maya/certificates/company.pem');
  await screen.findByText('CN=Tern Software CA, O=Tern Software');
  screen.getByText(/^SHA-256 3A:91:C0:7F:/);
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
