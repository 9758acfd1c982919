import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { call, useHost } from '../../api';
import type { AccountView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { toaster } from '../../parts/toaster.svelte';
import { asked } from '../../state/asked.svelte';
import { session } from '../../state/session.svelte';
import Dialogs from '../frame/Dialogs.svelte';
import AccountCard from '../matrix/AccountCard.svelte';
import AccountTable from './AccountTable.svelte';
import TestSlots from './TestSlots.svelte';

let host: SampleHost;
let accounts: AccountView[];
const user = userEvent.setup();

beforeEach(async () => {
  host = new SampleHost({ count: 62 });
  useHost(host);
  await session.load();
  accounts = await call('account_list');
  toaster.toasts = [];
});

function account(name: string): AccountView {
  return accounts.find((one) => one.name === name) as AccountView;
}

function row(name: string): HTMLElement {
  return screen.getByText(name).closest('[role="row"]') as HTMLElement;
}

function kept(): unknown[] {
  return host.calls.filter(({ name }) => name === 'account_keep_alive').map(({ args }) => args);
}

test('the list says when a test account expires, and lets it be kept where that is near', async () => {
  render(AccountTable, { accounts });
  expect(within(row('Support Repro EU')).getByText('in 89 days, at the earliest')).toBeTruthy();
  expect(within(row('QA Test 03')).getByText('may have expired').className).toContain('bad');
  expect(within(row('QA Test 01')).getByText('in 11 days, at the earliest').className).toContain('warn');
  expect(within(row('Kestrel Outdoor')).queryByText(/at the earliest/)).toBeNull();
  expect(within(row('Support Repro EU')).queryByRole('button', { name: /^Keep/ }), 'nothing is urgent there').toBeNull();

  await user.click(screen.getByRole('button', { name: 'Keep QA Test 01 alive' }));
  await waitFor(() => expect(toaster.toasts.at(-1)).toMatchObject({ title: 'QA Test 01 was called', text: 'HTTP 200. 109 of 110 calls left in 10 s.' }));
  expect(kept()).toEqual([{ hub_id: account('QA Test 01').hub_id }]);
});

test('any test account can be kept from its menu; without a token it says why not', async () => {
  account('Support Repro EU').keep_alive_by = null;
  render(AccountTable, { accounts });
  await user.click(within(row('Support Repro EU')).getByRole('button', { name: 'More actions' }));
  const item = await screen.findByRole('menuitem', { name: /^Keep alive/ });
  expect(item.getAttribute('aria-disabled')).toBe('true');
  expect(item.textContent).toContain('No installation with a token there');
});

test('a call that fails is told with its way out', async () => {
  host.refuse('account_keep_alive', { code: 'HubSpotUnreachable' });
  render(AccountTable, { accounts });
  await user.click(screen.getByRole('button', { name: 'Keep QA Test 03 alive' }));
  await waitFor(() => expect(toaster.toasts.at(-1)).toMatchObject({ tone: 'bad', title: 'QA Test 03 wasn’t called' }));
});

test('the card says why the day is an estimate, and keeps alive', async () => {
  render(AccountCard, { account: account('Tern Load Test'), onclose: () => undefined });
  expect(screen.getByText('in 61 days, at the earliest')).toBeTruthy();
  expect(screen.getByText(/Calls from elsewhere keep the account, too/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Keep alive' }));
  await waitFor(() => expect(kept()).toHaveLength(1));
});

test('the card says why it can’t, and what went wrong', async () => {
  const { rerender } = render(AccountCard, { account: { ...account('Tern Load Test'), keep_alive_by: null }, onclose: () => undefined });
  const button = screen.getByRole('button', { name: 'Keep alive' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  expect(screen.getByText('No installation with a token there')).toBeTruthy();
  await user.click(button);
  expect(kept()).toEqual([]);
  await rerender({ account: account('Tern Load Test') });
  host.refuse('account_keep_alive', { code: 'HubSpotUnreachable' });
  await user.click(button);
  expect((await screen.findByRole('alert')).textContent).toContain('HubSpot can’t be reached');
});

test('who may only look is offered no call', async () => {
  await session.saveSettings({ view_only: true });
  await session.load();
  render(AccountTable, { accounts });
  expect(screen.queryByRole('button', { name: /^Keep/ })).toBeNull();
  await user.click(within(row('QA Test 03')).getByRole('button', { name: 'More actions' }));
  await screen.findByRole('menuitem', { name: 'Open at HubSpot' });
  expect(screen.queryByRole('menuitem', { name: /^Keep alive/ })).toBeNull();
});

test('the foot counts them and leads to how one is made', async () => {
  asked.close();
  render(TestSlots, { accounts });
  render(Dialogs);
  expect(screen.getByText('Test accounts 4 of 10')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'How to create a test account' }));
  const dialog = await screen.findByRole('dialog', { name: 'How to create a test account' });
  expect(within(dialog).getAllByRole('listitem')).toHaveLength(4);
  expect(within(dialog).getByText(/up to 10 test accounts/)).toBeTruthy();
  await user.click(within(dialog).getByRole('button', { name: 'HubSpot’s page about account types' }));
  await waitFor(() => expect(host.calls.at(-1)).toEqual({ name: 'link_open', args: { page: 'docs', topic: 'test_accounts' } }));
});
