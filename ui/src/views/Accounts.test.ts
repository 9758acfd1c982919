import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { useHost } from '../api';
import { SampleHost } from '../host/sample';
import { router } from '../router.svelte';
import Dialogs from '../domain/frame/Dialogs.svelte';
import { session } from '../state/session.svelte';
import Accounts from './Accounts.svelte';

let stop: (() => void) | undefined;

async function open(hash = '#/accounts', count = 62) {
  window.location.hash = hash;
  stop?.();
  stop = router.start();
  const host = new SampleHost({ count });
  useHost(host);
  await session.load();
  render(Accounts);
  render(Dialogs);
  if (!hash.includes('list')) await waitFor(() => cell(/Call Notes on Brightwater Schools/));
  return { host, user: userEvent.setup() };
}

/** By its label: roles of a hundred cells take a while to compute. */
function cell(name: RegExp): HTMLElement {
  const found = [...document.querySelectorAll<HTMLElement>('[role="gridcell"]')].filter((one) => name.test(one.getAttribute('aria-label') ?? ''));
  expect(found.length, `one cell for ${name}`).toBe(1);
  return found[0] as HTMLElement;
}

test('each cell says app, account and health in words', async () => {
  await open();
  expect(cell(/Call Notes on Ortega Viajes: Reauthorize, Needs reauthorization/).textContent).toContain('Reauthorize');
  expect(cell(/Call Notes on Kestrel Outdoor: not installed/)).toBeTruthy();
});

test('one cell is a tab stop, arrows move it, Enter opens the card and Esc comes back', async () => {
  const { user } = await open();
  const first = screen.getByRole('rowheader', { name: /Brightwater Schools/ });
  first.focus();
  await user.keyboard('{ArrowRight}{ArrowRight}' + '{ArrowDown}'.repeat(6));
  const target = cell(/Call Notes on Ortega Viajes/);
  await waitFor(() => expect(document.activeElement).toBe(target));
  expect(document.querySelectorAll('[data-cell][tabindex="0"]').length).toBe(1);
  await user.keyboard('{Enter}');
  const card = await screen.findByRole('dialog', { name: 'Call Notes on Ortega Viajes' });
  expect(within(card).getByRole('button', { name: 'Reauthorize' })).toBeTruthy();
  await user.keyboard('{Escape}');
  await waitFor(() => expect(document.activeElement).toBe(cell(/Call Notes on Ortega Viajes/)));
});

test('a list that can’t be read says so, and is asked for again', async () => {
  const { host, user } = await open('#/accounts?view=list');
  cleanup();
  host.refuse('account_list', { code: 'VaultDamaged' });
  render(Accounts);
  await user.click(await screen.findByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(host.calls.filter(({ name }) => name === 'account_list').length).toBeGreaterThan(2));
});

test('the card’s one action reauthorizes with one click', async () => {
  const { host, user } = await open();
  await user.click(cell(/Call Notes on Ortega Viajes/));
  await user.click(await screen.findByRole('button', { name: 'Reauthorize' }));
  await waitFor(() => expect(host.calls.some(({ name }) => name === 'installation_reauthorize')).toBe(true));
});

test('Enter on an empty cell installs there', async () => {
  const { user } = await open();
  cell(/Call Notes on Kestrel Outdoor: not installed/).focus();
  await user.click(cell(/Call Notes on Kestrel Outdoor: not installed/));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/install\?app=00000001-0000-4000-8000-000000000001&hub_id=\d+$/));
});

test('an account that can’t host is hatched and does nothing', async () => {
  const { user } = await open();
  const hatched = document.querySelector<HTMLElement>('[role="gridcell"].hatched') as HTMLElement;
  expect(hatched.getAttribute('aria-disabled')).toBe('true');
  expect(hatched.getAttribute('aria-label')).toContain('can’t host apps');
  await user.click(hatched);
  expect(window.location.hash).toBe('#/accounts');
});

test('a group folds to its head with what is in it', async () => {
  const { user } = await open();
  const head = screen.getByRole('button', { name: /^Standard/ });
  await user.click(head);
  expect(head.getAttribute('aria-expanded')).toBe('false');
  await waitFor(() => expect(screen.queryByRole('rowheader', { name: /Brightwater Schools/ })).toBeNull());
});

test('filters narrow it, and nothing found says how to undo that', async () => {
  const { host, user } = await open();
  await user.type(screen.getByRole('searchbox', { name: 'Search accounts' }), 'nobody');
  await screen.findByText('Nothing matches');
  expect(host.calls.findLast(({ name }) => name === 'matrix_query')?.args).toMatchObject({ filter: { search: 'nobody' } });
  await user.click(screen.getByRole('button', { name: 'Clear the filters' }));
  await screen.findByRole('rowheader', { name: /Brightwater Schools/ });
});

test('an account is added by its hub ID, and a wrong one is said as it is typed', async () => {
  const { host, user } = await open();
  await user.click(screen.getByRole('button', { name: 'Add account' }));
  const dialog = await screen.findByRole('dialog', { name: 'Add an account' });
  await user.type(within(dialog).getByLabelText('Hub ID'), '12x');
  await within(dialog).findByText('Not a hub ID.');
  await user.type(within(dialog).getByLabelText('Hub ID'), '{Backspace}34');
  await user.type(within(dialog).getByLabelText('Name'), 'New one');
  await user.click(within(dialog).getByRole('button', { name: 'Add account' }));
  await waitFor(() => expect(host.calls.find(({ name }) => name === 'account_add')?.args).toEqual({ hub_id: 1234, name: 'New one', account_type: 'unknown' }));
});

test('the same accounts stand in a list, too', async () => {
  await open('#/accounts?view=list');
  const table = await screen.findByRole('grid', { name: 'Accounts' });
  await within(table).findByText('Brightwater Schools');
});

test('accounts come from HubSpot’s CLI, too: beside Add account, and where there is none yet', async () => {
  const { user } = await open();
  await user.click(screen.getByRole('button', { name: 'More ways to add' }));
  await user.click(await screen.findByRole('menuitem', { name: 'From HubSpot’s CLI…' }));
  await screen.findByRole('dialog', { name: 'Accounts from HubSpot’s CLI' });
});

test('who may only look adds nothing', async () => {
  const host = new SampleHost({ count: 4 });
  host.session = { ...host.session, view_only: true };
  useHost(host);
  await session.load();
  render(Accounts);
  await screen.findByText(/^Test accounts \d of 10$/);
  expect(screen.queryByRole('button', { name: 'Add account' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Status, of this computer or another' })).toBeTruthy();
});
