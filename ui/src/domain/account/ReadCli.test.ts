import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import { ProblemError } from '../../host/host';
import { SampleHost } from '../../host/sample';
import { toaster } from '../../parts/toaster.svelte';
import ReadCli from './ReadCli.svelte';

let host: SampleHost;
const user = userEvent.setup();

beforeEach(() => {
  host = new SampleHost({ count: 4 });
  useHost(host);
  toaster.toasts = [];
});

function called(command: string): unknown[] {
  return host.calls.filter(({ name }) => name === command).map(({ args }) => args);
}

async function open() {
  render(ReadCli, { open: true });
  return within(await screen.findByRole('dialog', { name: 'Accounts from HubSpot’s CLI' }));
}

test('nothing is read before it is asked for, and what is read is said first', async () => {
  const dialog = await open();
  expect(called('cli_accounts')).toEqual([]);
  expect(dialog.getByText(/hub IDs, names and types/)).toBeTruthy();
  expect(dialog.getByText(/the keys and tokens that stand in the same file/)).toBeTruthy();
});

test('known ones are ticked and can’t be chosen; the others are added', async () => {
  const dialog = await open();
  await user.click(dialog.getByRole('button', { name: 'Read it' }));
  const known = await dialog.findByRole<HTMLInputElement>('checkbox', { name: /Kestrel Outdoor.*here already/ });
  expect(known.checked && known.disabled).toBe(true);
  expect(dialog.getByText('/home/maya/.hscli/config.yml')).toBeTruthy();
  await user.click(dialog.getByRole('checkbox', { name: /tern-dev/ }));
  await user.click(dialog.getByRole('button', { name: 'Add 2 accounts' }));
  await waitFor(() => expect(toaster.toasts.at(-1)?.title).toBe('2 accounts added'));
  expect(called('account_add')).toEqual([
    { hub_id: 146_990_112, name: 'repro-eu', account_type: 'developer_test' },
    { hub_id: 147_002_391, account_type: 'developer_test' },
  ]);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('Select all takes and leaves all that is new', async () => {
  const dialog = await open();
  await user.click(dialog.getByRole('button', { name: 'Read it' }));
  const all = await dialog.findByRole('checkbox', { name: 'Select all' });
  await user.click(all);
  expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Add 0 accounts' }).disabled).toBe(true);
  await user.click(all);
  expect(dialog.getByRole('button', { name: 'Add 3 accounts' })).toBeTruthy();
});

test('what isn’t added says why at its row, and the rest is kept', async () => {
  const add = host.answerTo('account_add');
  host.answer('account_add', (args: Record<string, unknown>) => {
    if (args['hub_id'] === 146_990_112) throw new ProblemError({ code: 'DiskFull', args: {} });
    return add(args);
  });
  const dialog = await open();
  await user.click(dialog.getByRole('button', { name: 'Read it' }));
  await user.click(await dialog.findByRole('button', { name: 'Add 3 accounts' }));
  const alert = await dialog.findByRole('alert');
  expect(alert.closest('li')?.textContent).toContain('repro-eu');
  expect(dialog.getByText('1 account wasn’t added')).toBeTruthy();
  expect(dialog.getByRole('button', { name: 'Add 1 account' })).toBeTruthy();
});

test('without the CLI it says so, with the way out', async () => {
  host.refuse('cli_accounts', { code: 'CliConfigMissing', args: { path: '~/.hscli/config.yml' } });
  const dialog = await open();
  await user.click(dialog.getByRole('button', { name: 'Read it' }));
  const alert = await dialog.findByRole('alert');
  expect(alert.textContent).toContain('hs account auth');
  expect(dialog.getByRole('button', { name: 'Read it' })).toBeTruthy();
});
