import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import type { AppDraft, Difference } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { router } from '../../router.svelte';
import { handover } from '../../state/app-form.svelte';
import { drifts } from '../../state/drifts.svelte';
import { session } from '../../state/session.svelte';
import AppForm from '../../views/AppForm.svelte';
import Apps from '../../views/Apps.svelte';
import { differenceRow } from './project';

const id = '00000001-0000-4000-8000-000000000004';
let stop: (() => void) | undefined;

function makeHost(): { host: SampleHost; file: AppDraft } {
  const host = new SampleHost({ count: 4 });
  useHost(host);
  return { host, file: host.files.get('invoice_sync') as AppDraft };
}

/** The file says what is kept here. */
function align(host: SampleHost): void {
  const { source, ...app } = host.world.apps[4]!;
  host.files.set('invoice_sync', structuredClone({ ...host.files.get('invoice_sync')!, ...app, source }));
}

async function open({ host }: { host: SampleHost }) {
  window.location.hash = `#/apps/${id}/basic`;
  stop?.();
  stop = router.start();
  await session.load();
  render(AppForm, { id, tab: 'basic' });
  const bar = await screen.findByRole('region', { name: 'Project file' });
  return { host, user: userEvent.setup(), bar };
}

beforeEach(() => {
  handover.take();
  drifts.reset();
});
afterEach(() => drifts.stop());

test('an app that was typed in has no project file', async () => {
  const { host } = makeHost();
  await session.load();
  render(AppForm, { id: host.world.apps[0]!.id, tab: 'basic' });
  await screen.findByDisplayValue('Invoice Sync');
  expect(screen.queryByRole('region', { name: 'Project file' })).toBeNull();
  expect(host.calls.some(({ name }) => name === 'project_compare')).toBe(false);
});

test('the same as the file is said quietly, and from where', async () => {
  const made = makeHost();
  align(made.host);
  const { bar, user } = await open(made);
  expect(bar.textContent).toContain('From /home/maya/invoice-sync, profile dev');
  await within(bar).findByText('Same as the file');
  await user.click(within(bar).getByRole('button', { name: 'Compare with the file…' }));
  await screen.findByText(/Nothing differs/);
  expect(screen.queryByRole('button', { name: 'Take the file’s values' })).toBeNull();
});

test('the file can take what is here instead', async () => {
  const made = makeHost();
  align(made.host);
  made.host.files.get('invoice_sync')!.name = 'Invoice Sync 3';
  const { bar, user, host } = await open(made);
  await within(bar).findByText('1 difference');
  await user.click(within(bar).getByRole('button', { name: 'Compare with the file…' }));
  await user.click(screen.getByRole('button', { name: 'Change the file instead' }));
  await screen.findByText(/Nothing differs/);
  expect(host.files.get('invoice_sync')!.name).not.toBe('Invoice Sync 3');
});

test('a file that can’t be written now is said, and can be read again', async () => {
  const made = makeHost();
  align(made.host);
  made.host.files.get('invoice_sync')!.name = 'Invoice Sync 3';
  const { bar, user, host } = await open(made);
  await within(bar).findByText('1 difference');
  await user.click(within(bar).getByRole('button', { name: 'Compare with the file…' }));
  host.refuse('project_update', { code: 'FileChanged' });
  await user.click(screen.getByRole('button', { name: 'Change the file instead' }));
  await screen.findByRole('alert');
  await user.click(screen.getByRole('button', { name: 'Read again' }));
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  expect(host.files.get('invoice_sync')!.name).toBe('Invoice Sync 3');
});

test('a file that was written is compared again and spoken of', async () => {
  const made = makeHost();
  align(made.host);
  const { bar, host } = await open(made);
  await within(bar).findByText('Same as the file');
  host.files.get('invoice_sync')!.name = 'Invoice Sync 3';
  host.files.get('invoice_sync')!.required_scopes.push('tickets');
  host.tell({ event: 'project_changed', app: id });
  await within(bar).findByText('2 differences');
  expect(within(bar).getByRole('status').textContent).toBe('The file changed: 2 differences');
});

test('the file’s values fill the form, and a person saves them; what was typed elsewhere stays', async () => {
  const made = makeHost();
  align(made.host);
  made.host.files.get('invoice_sync')!.name = 'Invoice Sync 3';
  made.host.files.get('invoice_sync')!.required_scopes.push('tickets');
  const { bar, host, user } = await open(made);
  await within(bar).findByText('2 differences');
  await user.click(screen.getByRole('radio', { name: 'Production' }));
  await user.click(within(bar).getByRole('button', { name: 'Compare with the file…' }));
  const table = await screen.findByRole('table', { name: 'Differences' });
  const rows = within(table).getAllByRole('row').map((row) => [...row.children].map((cell) => cell.textContent));
  expect(rows).toEqual([
    ['Field', 'In the file', 'Here, as saved'],
    ['Name', 'Invoice Sync 3', 'Invoice Sync'],
    ['Required scopes', 'tickets', '–'],
  ]);
  expect(within(table).getByText('tickets').tagName).toBe('CODE');
  await user.click(screen.getByRole('button', { name: 'Take the file’s values' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.getByLabelText('Name')).toHaveProperty('value', 'Invoice Sync 3');
  await within(bar).findByText('The file’s values are filled in, not saved yet');
  expect(screen.getByText('3 unsaved changes')).toBeTruthy();
  await waitFor(() => expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save app' }).disabled).toBe(false));
  await user.click(screen.getByRole('button', { name: 'Save app' }));
  await waitFor(() => expect(host.calls.find(({ name }) => name === 'app_save')?.args['app']).toMatchObject({ id, name: 'Invoice Sync 3', environment: 'production', source: { uid: 'invoice_sync' } }));
  await within(bar).findByText('Same as the file');
});

test('the link is forgotten with the save, and can be kept until then', async () => {
  const made = makeHost();
  const { bar, host, user } = await open(made);
  const forget = async () => {
    await user.click(await within(bar).findByRole('button', { name: 'Compare with the file…' }));
    await user.click(await screen.findByRole('button', { name: 'Forget the link to the file' }));
    await within(bar).findByText('The link to the file goes when you save');
    await waitFor(() => expect(document.body.style.pointerEvents, 'no dialog lies over it').not.toBe('none'));
  };
  await within(bar).findByText(/difference/);
  await forget();
  await user.click(within(bar).getByRole('button', { name: 'Keep the link' }));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Save app' })).toBeNull());
  await forget();
  await waitFor(() => expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save app' }).disabled).toBe(false));
  await user.click(screen.getByRole('button', { name: 'Save app' }));
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Project file' })).toBeNull());
  expect(host.calls.find(({ name }) => name === 'app_save')?.args['app']).toMatchObject({ source: null });
});

test('a file that is gone is said with its code and a way out', async () => {
  const made = makeHost();
  made.host.files.delete('invoice_sync');
  const { bar, host, user } = await open(made);
  await within(bar).findByText('Not compared: It can’t be read');
  await user.click(within(bar).getByRole('button', { name: 'Compare with the file…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Invoice Sync and its file' });
  expect(within(dialog).getByRole('alert').textContent).toContain('/home/maya/invoice-sync was refused: it does not exist.');
  await user.click(within(dialog).getByRole('button', { name: 'Details' }));
  within(dialog).getByText('FileUnreadable');
  host.files.set('invoice_sync', made.file);
  await user.click(within(dialog).getByRole('button', { name: 'Read again' }));
  await within(dialog).findByRole('table', { name: 'Differences' });
});

test('view only compares, and offers nothing that changes', async () => {
  const made = makeHost();
  made.host.session = { ...made.host.session, view_only: true };
  const { bar, user } = await open(made);
  await within(bar).findByText(/difference/);
  await user.click(within(bar).getByRole('button', { name: 'Compare with the file…' }));
  await screen.findByRole('table', { name: 'Differences' });
  expect(screen.queryByRole('button', { name: 'Take the file’s values' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Forget the link to the file' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'More for this app' })).toBeNull();
});

test('the list of apps says which differ from their files, and follows them', async () => {
  const made = makeHost();
  align(made.host);
  await session.load();
  render(Apps);
  await waitFor(() => expect(made.host.calls.filter(({ name }) => name === 'project_compare')).toHaveLength(1));
  expect(screen.queryByText('Differs from its file')).toBeNull();
  made.host.files.get('invoice_sync')!.name = 'Other';
  made.host.tell({ event: 'project_changed', app: id });
  await screen.findByText('Differs from its file');
});

test('an imported app begins at Client ID, not in red, and says what is missing', async () => {
  makeHost();
  window.location.hash = '#/apps/new';
  stop?.();
  stop = router.start();
  await session.load();
  handover.give({ ...structuredClone([...new SampleHost({ count: 0 }).files.values()][0]!), redirect_urls: ['http://localhost:3917/cb'] });
  render(AppForm, {});
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Client ID')));
  expect(screen.getByLabelText('Client ID').getAttribute('aria-invalid')).not.toBe('true');
  screen.getByRole('button', { name: 'Show: Client ID and client secret' });
  expect(screen.getByRole('region', { name: 'Project file' }).textContent).toContain('still to be filled in');
});

test('a draft that arrives over a form with changes asks first', async () => {
  makeHost();
  window.location.hash = '#/apps/new';
  stop?.();
  stop = router.start();
  await session.load();
  render(AppForm, {});
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText('Name'), 'Mine');
  const draft = [...new SampleHost({ count: 0 }).files.values()][0]!;
  handover.give(draft);
  await screen.findByRole('dialog', { name: 'Leave without saving?' });
  await user.click(screen.getByRole('button', { name: 'Stay' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.getByLabelText('Name')).toHaveProperty('value', 'Mine');
  handover.give(draft);
  await user.click(await screen.findByRole('button', { name: 'Leave without saving' }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Client ID')));
  await user.click(screen.getByRole('tab', { name: /Basic info/ }));
  expect(screen.getByLabelText('Name')).toHaveProperty('value', 'Invoice Sync');
});

test('an app is exported as a project: what is written, where, and who uploads it', async () => {
  const { host, user } = await open(makeHost());
  await user.click(await screen.findByRole('button', { name: 'More for this app' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Export as a project…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Export Invoice Sync as a project' });
  within(dialog).getByText('hs project upload');
  within(dialog).getByText(/Client ID and client secret: HubSpot makes them/);
  const answer = host.answerTo('project_export');
  host.refuse('project_export', { code: 'ProjectFolderNotEmpty', args: { path: '/home/maya/invoice-sync' } });
  await user.click(within(dialog).getByRole('button', { name: 'Choose a folder…' }));
  expect((await within(dialog).findByRole('alert')).textContent).toContain('/home/maya/invoice-sync isn’t empty.');
  host.answer('project_export', { folder: null, files: [] });
  await user.click(within(dialog).getByRole('button', { name: 'Choose another folder…' }));
  await within(dialog).findByText('No folder was chosen. Nothing was written.');
  host.answer('project_export', answer);
  await user.click(within(dialog).getByRole('button', { name: 'Choose a folder…' }));
  const files = await within(dialog).findByRole('list', { name: 'Files written' });
  expect(within(files).getAllByRole('listitem').map((item) => item.textContent)).toEqual(['hsproject.json', 'src/app/app-hsmeta.json']);
});

test('what isn’t saved isn’t exported, and the menu says why', async () => {
  const { user } = await open(makeHost());
  await user.type(screen.getByLabelText('Name'), ' 2');
  await user.click(await screen.findByRole('button', { name: 'More for this app' }));
  expect((await screen.findByRole('menuitem', { name: /Export as a project…/ })).textContent).toContain('Save first');
});

const rows: [Difference, ReturnType<typeof differenceRow>][] = [
  [
    { field: 'support.email', kind: 'changed', file: 'a@b.c', profile: 'd@e.f' },
    { field: 'Support e-mail', name: undefined, file: 'a@b.c', here: 'd@e.f', mono: false },
  ],
  [
    { field: 'optional_scopes', kind: 'moved', scope: 'tickets', from_kind: 'required', to_kind: 'conditionally_required' },
    { field: 'Optional scopes', name: 'tickets', file: 'Conditionally required', here: 'Required', mono: false },
  ],
  [
    { field: 'redirect_urls', kind: 'reordered', file: 'https://a.b', profile: 'https://c.d' },
    { field: 'First redirect URL', name: undefined, file: 'https://a.b', here: 'https://c.d', mono: true },
  ],
  [
    { field: 'redirect_urls', kind: 'removed', value: 'https://c.d' },
    { field: 'Redirect URLs', name: undefined, file: undefined, here: 'https://c.d', mono: true },
  ],
];
test.each(rows)('a difference as a row: %o', (difference, row) => expect(differenceRow(difference)).toEqual(row));
