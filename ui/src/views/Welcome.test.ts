import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../api';
import Dialogs from '../domain/frame/Dialogs.svelte';
import { SampleHost } from '../host/sample';
import { router } from '../router.svelte';
import { asked } from '../state/asked.svelte';
import { handover } from '../state/app-form.svelte';
import { session } from '../state/session.svelte';
import Welcome from './Welcome.svelte';

async function open(vault: Partial<SampleHost['session']['vault']> = {}) {
  const host = new SampleHost({ count: 0 });
  host.session = { ...host.session, vault: { ...host.session.vault, ...vault } };
  useHost(host);
  await session.load();
  render(Welcome);
  return { host, user: userEvent.setup() };
}

beforeEach(() => {
  window.location.hash = '#/welcome';
  handover.take();
});

test('Practice HubSpot is one click away, with its vault ready', async () => {
  const { host, user } = await open({ state: 'not_set_up', slots: [], keyring_available: true });
  await user.click(screen.getByRole('button', { name: 'Start practising' }));
  await waitFor(() => expect(window.location.hash).toBe('#/installations'));
  expect(host.calls.map(({ name }) => name)).toEqual(expect.arrayContaining(['world_enter', 'vault_set_up']));
  expect(host.calls.find(({ name }) => name === 'vault_set_up')?.args).toEqual({ slot: 'keyring' });
});

test('what keeps Practice HubSpot from starting is said at its door', async () => {
  const { host, user } = await open();
  host.refuse('world_enter', { code: 'PracticeUnavailable' });
  await user.click(screen.getByRole('button', { name: 'Start practising' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Practice HubSpot isn’t running.');
});

test('an authorization URL is read and linted as it is pasted, and fills the form', async () => {
  const { user } = await open();
  const url = 'https://app.hubspot.com/oauth/authorize?client_id=abc&scopes=oauth%20tickets&redirect_uri=http%3A%2F%2Flocalhost%3A3000';
  await user.click(screen.getByLabelText('Authorization URL'));
  await user.paste(url);
  await screen.findByText('“scopes=” should be “scope=”.');
  await user.click(screen.getByRole('button', { name: 'Fill in' }));
  await waitFor(() => expect(window.location.hash).toBe('#/apps/new'));
  expect(handover.take()).toMatchObject({ client_id: 'abc', required_scopes: ['oauth', 'tickets'], redirect_urls: ['http://localhost:3000'] });
});

test('who fills in while the URL is still read waits for it, and comes to the form', async () => {
  const { host, user } = await open();
  const parsed = host.answerTo('app_parse');
  let goOn = () => {};
  host.answer('app_parse', async (args: never) => {
    await new Promise<void>((done) => (goOn = done));
    return parsed(args);
  });
  await user.click(screen.getByLabelText('Authorization URL'));
  await user.paste('https://app.hubspot.com/oauth/authorize?client_id=abc&scope=oauth&redirect_uri=http%3A%2F%2Flocalhost%3A3000');
  await waitFor(() => expect(host.calls.some(({ name }) => name === 'app_parse')).toBe(true));
  await user.click(screen.getByRole('button', { name: 'Fill in' }));
  goOn();
  await waitFor(() => expect(window.location.hash).toBe('#/apps/new'));
});

test('what isn’t a URL is said at the field, and the window stays', async () => {
  const { user } = await open();
  await user.click(screen.getByLabelText('Authorization URL'));
  await user.paste('nonsense');
  await user.keyboard('{Enter}');
  await screen.findByText('Not an https URL.');
  expect(window.location.hash).toBe('#/welcome');
});

test('without a keyring the choice of the vault comes first', async () => {
  const { host, user } = await open({ state: 'not_set_up', slots: [], keyring_available: false });
  expect(screen.queryByRole('button', { name: 'Start practising' })).toBeNull();
  await user.click(screen.getByRole('radio', { name: /Memory only/ }));
  await user.click(screen.getByRole('button', { name: 'Keep it in memory' }));
  await screen.findByRole('button', { name: 'Start practising' });
  expect(host.calls.find(({ name }) => name === 'vault_set_up')?.args).toEqual({ slot: 'memory' });
});

test('Add my app opens the form', async () => {
  const { user } = await open();
  await user.click(screen.getByRole('button', { name: 'Add app' }));
  await waitFor(() => expect(window.location.hash).toBe('#/apps/new'));
  expect(router).toBeDefined();
});

test('support staff look at somebody’s status from the first page', async () => {
  const { user } = await open();
  await user.click(screen.getByRole('button', { name: 'Open a status file…' }));
  await waitFor(() => expect(session.world).toBe('shared'));
  expect(window.location.hash).toBe('#/installations');
});

test('a status file can be opened before the vault is chosen', async () => {
  const { host, user } = await open({ state: 'not_set_up', slots: [], keyring_available: false });
  expect(screen.queryByRole('button', { name: 'Start practising' }), 'the choice comes first').toBeNull();
  await user.click(screen.getByRole('button', { name: 'Open a status file…' }));
  await waitFor(() => expect(session.world).toBe('shared'));
  expect(host.calls.some(({ name }) => name === 'vault_set_up')).toBe(false);
});

test('what is made at HubSpot is explained: the app and the account to try it on', async () => {
  const { host, user } = await open();
  asked.close();
  render(Dialogs);
  await user.click(screen.getByRole('button', { name: 'How to register an app' }));
  const registering = within(await screen.findByRole('dialog', { name: 'How to register this at HubSpot' }));
  await user.click(registering.getByRole('button', { name: 'HubSpot’s docs' }));
  await waitFor(() => expect(host.calls.at(-1)).toEqual({ name: 'link_open', args: { page: 'docs', topic: 'create_app' } }));
  await user.click(registering.getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(document.body.style.pointerEvents).not.toBe('none'));
  await user.click(screen.getByRole('button', { name: 'How to create a test account' }));
  expect(await screen.findByRole('dialog', { name: 'How to create a test account' })).toBeTruthy();
});
