import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import type { SchemeView } from '../../bindings/contract';
import { MemoryHost, type Answer } from '../../host/memory';
import { toaster } from '../../parts/toaster.svelte';
import LinkSettings from './LinkSettings.svelte';

const address = 'portalkeeper://oauth/callback';
const none: SchemeView = { ours: false, can_register: true, can_remove: false, handler: null, command: null, address };
const ours: SchemeView = { ...none, ours: true, can_remove: true, handler: 'portalkeeper-links.desktop', command: '/usr/bin/portalkeeper %u' };
const other: SchemeView = { ...none, handler: 'other.desktop', command: '/opt/other/app %u' };
const packaged: SchemeView = { ...none, can_register: false };

afterEach(() => toaster.toasts.forEach(({ id }) => toaster.dismiss(id)));

function open(answers: Record<string, Answer>) {
  const host = new MemoryHost(answers);
  useHost(host);
  render(LinkSettings);
  return { host, user: userEvent.setup() };
}

function button(name: string): HTMLElement | null {
  return screen.queryByRole('button', { name });
}

test('links come here: the command is told, and the registration can be removed', async () => {
  open({ scheme_status: ours });
  await screen.findByText('Links open this Portalkeeper');
  expect(screen.getByText('/usr/bin/portalkeeper %u').classList.contains('mono')).toBe(true);
  expect(screen.getByText(address).classList.contains('mono')).toBe(true);
  expect(screen.getByText(/undone by registering again/)).toBeTruthy();
  expect(button('Remove registration')).not.toBeNull();
  expect(button('Register for links')).toBeNull();
});

test('links open something else: who that is, and the way to change it', async () => {
  open({ scheme_status: other });
  await screen.findByText('Links open something else');
  expect(screen.getByText('other.desktop')).toBeTruthy();
  expect(screen.getByText('/opt/other/app %u')).toBeTruthy();
  expect(button('Register for links')).not.toBeNull();
  expect(button('Remove registration')).toBeNull();
});

test('nobody takes links, and this computer can register', async () => {
  open({ scheme_status: none });
  await screen.findByText('No program takes these links yet');
  expect(screen.queryByText('Opened by')).toBeNull();
  expect(button('Register for links')).not.toBeNull();
});

test('where only a package can register, that is said instead of a button', async () => {
  open({ scheme_status: packaged });
  await screen.findByText('Only an installed package can take links here.');
  expect(button('Register for links')).toBeNull();
});

test('a package’s own registration needs nothing', async () => {
  open({ scheme_status: { ...ours, can_register: false, can_remove: false } });
  await screen.findByText('Links open this Portalkeeper');
  expect(screen.queryByText('Only an installed package can take links here.')).toBeNull();
  expect(button('Remove registration')).toBeNull();
});

test('registering by keyboard is told, and the focus stays in the row', async () => {
  const { user } = open({ scheme_status: none, scheme_register: ours, scheme_remove: none });
  await screen.findByText('No program takes these links yet');
  await user.tab();
  expect(document.activeElement).toBe(button('Register for links'));
  await user.keyboard('{Enter}');
  await screen.findByText('Links open this Portalkeeper');
  expect(toaster.toasts.map(({ title }) => title)).toEqual(['Links open this Portalkeeper']);
  await waitFor(() => expect(document.activeElement).toBe(button('Remove registration')));
  await user.keyboard('{Enter}');
  await screen.findByText('No program takes these links yet');
  expect(toaster.toasts.map(({ title }) => title)).toContain('Registration removed');
  await waitFor(() => expect(document.activeElement).toBe(button('Register for links')));
});

test('a refused registration is told, and what was stays', async () => {
  const { host, user } = open({ scheme_status: other });
  host.refuse('scheme_register', { code: 'SchemeNotRegistered', detail: 'xdg-mime: exit status 2' });
  await user.click(await screen.findByRole('button', { name: 'Register for links' }));
  expect((await screen.findByRole('alert')).textContent).toContain('The system didn’t take the registration.');
  expect(screen.getByText('Links open something else')).toBeTruthy();
  expect(toaster.toasts).toEqual([]);
  host.answer('scheme_register', ours);
  await user.click(screen.getByRole('button', { name: 'Register for links' }));
  await screen.findByText('Links open this Portalkeeper');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('while it is asked a place is kept; a failure can be asked again, and the rest works meanwhile', async () => {
  let answer: () => void = () => undefined;
  const { host, user } = open({ scheme_status: () => new Promise((_, fail) => (answer = () => fail(new Error('gone')))), scheme_test: { took_ms: 400 } });
  expect(screen.getByRole('status', { name: 'Asking the system…' })).toBeTruthy();
  answer();
  const again = await screen.findByRole('button', { name: 'Try again' });
  await user.click(screen.getByRole('button', { name: 'Test' }));
  await screen.findByText('It came back in 0.4 s.');
  host.answer('scheme_status', none);
  await user.click(again);
  await screen.findByText('No program takes these links yet');
  expect(button('Try again')).toBeNull();
});

test('a link that comes back is announced with its time', async () => {
  let answer: (value: unknown) => void = () => undefined;
  const { user } = open({ scheme_status: ours, scheme_test: () => new Promise((done) => (answer = done)) });
  const test = await screen.findByRole('button', { name: 'Test' });
  await user.click(test);
  await waitFor(() => expect(test.textContent?.trim()).toBe('Waiting for the link…'));
  answer({ took_ms: 1234 });
  const came = await screen.findByText('It came back in 1.2 s.');
  expect(came.closest('[role="status"]')).not.toBeNull();
  expect(came.querySelector('svg')).not.toBeNull();
});

test('a link that comes back at once took some time after all', async () => {
  const { user } = open({ scheme_status: ours, scheme_test: { took_ms: 12 } });
  await user.click(await screen.findByRole('button', { name: 'Test' }));
  await screen.findByText('It came back in 0.1 s.');
});

test('a link that stays out can be tested again, and the focus isn’t lost', async () => {
  const { host, user } = open({ scheme_status: ours });
  host.refuse('scheme_test', { code: 'SchemeSilent' });
  await user.click(await screen.findByRole('button', { name: 'Test' }));
  const problem = within(await screen.findByRole('alert'));
  expect(problem.getByText('The link didn’t come back.')).toBeTruthy();
  host.answer('scheme_test', { took_ms: 400 });
  problem.getByRole('button', { name: 'Test again' }).focus();
  await user.keyboard('{Enter}');
  await screen.findByText('It came back in 0.4 s.');
  expect(screen.queryByRole('alert')).toBeNull();
  expect(document.activeElement).toBe(button('Test'));
});

test('a link that couldn’t be opened is told in its own words', async () => {
  const { host, user } = open({ scheme_status: none });
  host.refuse('scheme_test', { code: 'SchemeUnopened' });
  await user.click(await screen.findByRole('button', { name: 'Test' }));
  const problem = await screen.findByRole('alert');
  expect(problem.textContent).toContain('The system couldn’t open the link.');
  expect(problem.textContent).not.toContain('Copy the link');
  expect(within(problem).getByRole('button', { name: 'Test again' })).toBeTruthy();
});

test('the relay page is exported from here, too', async () => {
  const { user } = open({ scheme_status: ours, relay_export: { path: '/home/maya/relay.html' } });
  const page = within(screen.getByRole('region', { name: 'Relay page' }));
  expect(page.getByText(/access log will hold HubSpot’s code/)).toBeTruthy();
  await user.click(page.getByRole('button', { name: 'Export relay page…' }));
  await page.findByText('/home/maya/relay.html');
});

test('everything is reached by keyboard', async () => {
  const { user } = open({ scheme_status: { ...other, can_remove: true } });
  await screen.findByText('Links open something else');
  for (const name of ['Remove registration', 'Register for links', 'Test', 'Export relay page…']) {
    await user.tab();
    expect(document.activeElement).toBe(button(name));
  }
});
