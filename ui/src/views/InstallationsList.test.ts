import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test } from 'vitest';
import { useHost } from '../api';
import { chosenItem, ownViewItems } from '../domain/frame/nav';
import { naming, removeView } from '../domain/installations/mine.svelte';
import NameView from '../domain/installations/NameView.svelte';
import { SampleHost } from '../host/sample';
import { toaster } from '../parts/toaster.svelte';
import { router } from '../router.svelte';
import { apps } from '../state/apps.svelte';
import { installations } from '../state/installations.svelte';
import { savedByPerson } from '../state/saved-views.svelte';
import { session } from '../state/session.svelte';
import Installations from './Installations.svelte';

let host: SampleHost;
let user: ReturnType<typeof userEvent.setup>;

async function show(query: Record<string, string> = {}) {
  host = new SampleHost({ count: 40 });
  useHost(host);
  installations.reset();
  toaster.toasts = [];
  naming.close();
  router.replace({ name: 'installations' }, query);
  await Promise.all([session.load(), apps.load()]);
  render(Installations);
  render(NameView);
  user = userEvent.setup();
  await screen.findByRole('grid', { name: 'Installations' });
}

beforeEach(() => () => {
  installations.stop();
  session.stop();
  apps.stop();
});

function heads(): string[] {
  return screen.getAllByRole('columnheader').map(({ textContent }) => textContent?.trim() ?? '');
}

function lastArgs(name: string): unknown {
  return host.calls.findLast((call) => call.name === name)?.args;
}

async function openColumns(): Promise<HTMLElement> {
  await user.click(screen.getByRole('button', { name: 'Columns' }));
  return screen.findByRole('dialog', { name: 'Columns' });
}

async function choose(item: string) {
  await user.click(screen.getByRole('button', { name: 'More for this list' }));
  await user.click(await screen.findByRole('menuitem', { name: item }));
}

async function save(name: string): Promise<HTMLElement> {
  await choose('Save this view…');
  const dialog = await screen.findByRole('dialog', { name: 'Save this view' });
  await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), name);
  await user.click(within(dialog).getByRole('button', { name: 'Save view' }));
  return dialog;
}

describe('columns', () => {
  test('one that is ticked is shown and kept; account and health can’t go', async () => {
    await show();
    const menu = await openColumns();
    await user.click(within(menu).getByRole('checkbox', { name: 'Environment' }));
    await waitFor(() => expect(session.settings?.columns).toContain('environment'));
    expect(heads()).toContain('Environment');
    for (const name of ['Account', 'Health']) expect(within(menu).getByRole<HTMLInputElement>('checkbox', { name }).disabled).toBe(true);
  });

  test('all of them can be shown', async () => {
    await show();
    await session.saveSettings({ columns: ['next_try', 'tags', 'installed_by', 'proven', 'scopes', 'health', 'environment', 'app', 'type', 'hub_id', 'account'] });
    await waitFor(() => expect(heads().slice(1)).toEqual(['Next try', 'Tags', 'Installed by', 'Last proven', 'Scopes', 'Health', 'Environment', 'App', 'Type', 'Hub ID', 'Account', 'Actions']));
    await waitFor(() => expect(screen.getAllByText('Developer test').length).toBeGreaterThan(0));
  });

  test('one is moved by the keyboard, and the focus stays on it', async () => {
    await show();
    const menu = await openColumns();
    within(menu).getByRole('button', { name: 'Move Hub ID up' }).focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(session.settings?.columns.slice(0, 2)).toEqual(['hub_id', 'account']));
    expect(within(menu).getByText('Hub ID is column 1 of 7').getAttribute('role')).toBe('status');
    expect(document.activeElement?.getAttribute('aria-label'), 'it can go up no further').toBe('Move Hub ID down');
  });

  test('“As before” brings the first ones back', async () => {
    await show();
    const menu = await openColumns();
    const reset = within(menu).getByRole<HTMLButtonElement>('button', { name: 'As before' });
    expect(reset.disabled).toBe(true);
    await user.click(within(menu).getByRole('checkbox', { name: 'Scopes' }));
    await waitFor(() => expect(heads()).not.toContain('Scopes'));
    await user.click(reset);
    await waitFor(() => expect(session.settings?.columns).toHaveLength(7));
    expect(heads()).toContain('Scopes');
  });

  test('columns that can’t be kept go back, and it is said', async () => {
    await show();
    const menu = await openColumns();
    host.refuse('settings_save', { code: 'DiskFull' });
    await user.click(within(menu).getByRole('checkbox', { name: 'Tags' }));
    await waitFor(() => expect(toaster.toasts.at(-1)?.tone).toBe('bad'));
    expect(heads()).not.toContain('Tags');
  });
});

describe('a view of one’s own', () => {
  test('keeps filters, order and columns, and is chosen from then on', async () => {
    await show({ type: 'developer_test', sort: 'proven', order: 'down' });
    await save('  Test accounts, oldest ');
    await waitFor(() => expect(savedByPerson.list).toHaveLength(1));
    const [view] = savedByPerson.list;
    expect(view).toMatchObject({ name: 'Test accounts, oldest', filter: { account_types: ['developer_test'] }, sort: { by: 'proven', descending: true } });
    expect(view?.columns).toHaveLength(7);
    expect(chosenItem(router.route, router.query, savedByPerson.list)).toBe('mine-Test accounts, oldest');
    const [item] = ownViewItems(savedByPerson.list);
    expect(item).toMatchObject({ label: 'Test accounts, oldest', menu: { label: 'More for the view Test accounts, oldest' } });
    expect(item?.href).toBe(window.location.hash);
    expect(screen.queryByRole('button', { name: 'Update view' })).toBeNull();
  });

  test('a name that can’t be is said at the field, with its code', async () => {
    await show();
    await save('Mine');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const dialog = await save('mine');
    await within(dialog).findByText('SavedViewNameTaken');
    expect(within(dialog).getByRole('textbox').getAttribute('aria-describedby')).not.toBeNull();
    await user.clear(within(dialog).getByRole('textbox'));
    await user.click(within(dialog).getByRole('button', { name: 'Save view' }));
    await within(dialog).findByText('SavedViewNameInvalid');
    expect(savedByPerson.list).toHaveLength(1);
  });

  test('the fifty-first is refused', async () => {
    await show();
    const columns = session.settings?.columns.slice() ?? [];
    const { filter } = installations;
    const saved_views = Array.from({ length: 50 }, (_, at) => ({ name: `View ${at}`, filter, sort: { by: 'health' as const, descending: false }, columns }));
    await session.saveSettings({ saved_views });
    const dialog = await save('One more');
    await within(dialog).findByText('SavedViewsTooMany');
  });

  test('changed columns are its own, and another filter can replace what it keeps', async () => {
    await show();
    await save('Mine');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const menu = await openColumns();
    await user.click(within(menu).getByRole('checkbox', { name: 'Tags' }));
    await waitFor(() => expect(heads()).toContain('Tags'));
    expect(session.settings?.columns).not.toContain('tags');
    await user.keyboard('{Escape}');
    await user.click(await screen.findByRole('button', { name: 'Update view' }));
    await waitFor(() => expect(savedByPerson.get('Mine')?.columns).toContain('tags'));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Update view' })).toBeNull());
    toaster.toasts.at(-1)?.action?.onclick();
    await waitFor(() => expect(savedByPerson.get('Mine')?.columns).not.toContain('tags'));
  });

  test('is renamed, and stays the chosen one', async () => {
    await show();
    await save('Mine');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await choose('Rename…');
    const dialog = await screen.findByRole('dialog', { name: 'Rename view' });
    const field = within(dialog).getByRole<HTMLInputElement>('textbox', { name: 'Name' });
    expect(field.value).toBe('Mine');
    await user.clear(field);
    await user.type(field, 'Ours{Enter}');
    await waitFor(() => expect(savedByPerson.list.map(({ name }) => name)).toEqual(['Ours']));
    expect(router.query['mine']).toBe('Ours');
  });

  test('is deleted, with a way back to its place', async () => {
    await show();
    await save('One');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await save('Two');
    await waitFor(() => expect(savedByPerson.list).toHaveLength(2));
    await removeView('One');
    expect(savedByPerson.list.map(({ name }) => name)).toEqual(['Two']);
    toaster.toasts.at(-1)?.action?.onclick();
    await waitFor(() => expect(savedByPerson.list.map(({ name }) => name)).toEqual(['One', 'Two']));
  });
});

describe('the list as a file', () => {
  test('is what is filtered and sorted, and says where it is', async () => {
    await show({ type: 'developer_test', sort: 'app' });
    await choose('Export as CSV…');
    await waitFor(() => expect(toaster.toasts.at(-1)?.text).toBe('/home/maya/installations.csv'));
    expect(toaster.toasts.at(-1)?.title).toMatch(/^\d+ installations written$/);
    expect(lastArgs('installations_export')).toMatchObject({ filter: { account_types: ['developer_test'] }, sort: { by: 'app', descending: false } });
  });

  test('no place chosen: only the status says so', async () => {
    await show();
    host.answer('installations_export', { path: null, count: 0 });
    await choose('Export as CSV…');
    const said = await screen.findByText('No place was chosen. Nothing was written.');
    expect(said.getAttribute('role')).toBe('status');
    expect(toaster.toasts).toHaveLength(0);
  });

  test('a selection is exported row by row, or as all but some', async () => {
    await show();
    const first = () => screen.getAllByRole('checkbox', { name: /^Select .* on / })[0] as HTMLElement;
    await user.click(screen.getByRole('checkbox', { name: 'Select all rows' }));
    await user.click(first());
    await user.click(screen.getByRole('button', { name: 'Export as CSV…' }));
    await waitFor(() => expect(lastArgs('installations_export')).toMatchObject({ chosen: { snapshot: expect.any(Number), except: [expect.any(String)] } }));
    await user.click(screen.getByRole('checkbox', { name: 'Select all rows' }));
    await user.click(first());
    await user.click(screen.getByRole('button', { name: 'Export as CSV…' }));
    await waitFor(() => expect(lastArgs('installations_export')).toMatchObject({ chosen: { ids: [expect.any(String)] } }));
  });
});
