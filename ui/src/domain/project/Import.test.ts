import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import type { ProjectView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { handover } from '../../state/app-form.svelte';
import { apps } from '../../state/apps.svelte';
import { projectImport } from '../../state/project-import.svelte';
import { session } from '../../state/session.svelte';
import Welcome from '../../views/Welcome.svelte';
import { findEntries } from '../palette/entries';
import ImportDialog from './ImportDialog.svelte';
import ImportMenu from './ImportMenu.svelte';

async function open() {
  const host = new SampleHost({ count: 0 });
  useHost(host);
  await Promise.all([session.load(), apps.load()]);
  render(ImportMenu);
  render(ImportDialog);
  const user = userEvent.setup();
  const choose = async (what: string) => {
    await waitFor(() => expect(document.body.style.pointerEvents, 'no dialog lies over it').not.toBe('none'));
    await user.click(screen.getByRole('button', { name: 'Import…' }));
    await user.click(await screen.findByRole('menuitem', { name: what }));
  };
  return { host, user, choose };
}

beforeEach(() => {
  window.location.hash = '#/apps';
  projectImport.close();
  handover.take();
});

test('a folder shows its path, its version and all of its apps; the one that is kept says so', async () => {
  const { choose } = await open();
  await choose('A project folder…');
  const dialog = await screen.findByRole('dialog', { name: 'Import a project' });
  within(dialog).getByText('/home/maya/invoice-sync');
  within(dialog).getByText('2026.03');
  const radios = within(dialog).getAllByRole('radio');
  expect(radios.map((radio) => radio.textContent)).toEqual([expect.stringContaining('Kept here already'), expect.stringContaining('Invoice Reports')]);
  expect(radios[1]?.getAttribute('aria-checked'), 'the first that isn’t kept').toBe('true');
  within(dialog).getByText(/Copy both from the app’s Auth tab at HubSpot/);
});

test('placeholders without a value are told with file and line; a profile fills them in', async () => {
  const { host, user, choose } = await open();
  await choose('A project folder…');
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getAllByText('CALLBACK_HOST has no value.')).toHaveLength(2);
  within(dialog).getByText('In src/app/app-hsmeta.json');
  expect(within(dialog).getAllByText(/Line 14/).length).toBe(2);
  await user.click(within(dialog).getByLabelText('Profile'));
  await user.click(await screen.findByRole('option', { name: /dev/ }));
  await waitFor(() => expect(screen.queryByText('CALLBACK_HOST has no value.')).toBeNull());
  expect(host.calls.findLast(({ name }) => name === 'project_read')?.args).toEqual({ path: '/home/maya/invoice-sync', profile: 'dev' });
  await user.click(screen.getByLabelText('Profile'));
  await user.click(await screen.findByRole('option', { name: /No profile/ }));
  await waitFor(() => expect(host.calls.findLast(({ name }) => name === 'project_read')?.args).toEqual({ path: '/home/maya/invoice-sync' }));
});

test('filling in hands the chosen app over with its source', async () => {
  const { user, choose } = await open();
  await choose('A project folder…');
  await user.click(await screen.findByRole('button', { name: 'Fill in the form' }));
  await waitFor(() => expect(window.location.hash).toBe('#/apps/new'));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(handover.take()).toMatchObject({ name: 'Invoice Reports', source: { uid: 'invoice_reports', profile: null } });
});

test('one app needs no choice; the one that is kept here can be opened', async () => {
  const { user, choose } = await open();
  await choose('A project folder…');
  await user.click(await screen.findByRole('radio', { name: /Invoice Sync/ }));
  await user.click(screen.getByRole('button', { name: 'Open Invoice Sync' }));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/apps\/00000001-.*4\/basic$/));
  await choose('An app file…');
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).queryByRole('radio')).toBeNull();
  within(dialog).getByText('Invoice Sync');
});

test('a broken file is told whole, with another choice at hand', async () => {
  const { host, user, choose } = await open();
  const whole = host.answerTo('project_open');
  host.refuse('project_open', { code: 'FileBroken', args: { path: '/home/maya/x/app-hsmeta.json', line: 7, column: 3, at: 'config.auth', reason: 'a comma is missing' } });
  await choose('An app file…');
  const alert = await screen.findByRole('alert');
  for (const piece of ['The file has a mistake in line 7', '/home/maya/x/app-hsmeta.json', 'column 3', 'config.auth', 'a comma is missing']) expect(alert.textContent).toContain(piece);
  expect(screen.queryByRole('button', { name: 'Fill in the form' })).toBeNull();
  host.answer('project_open', whole);
  await user.click(screen.getByRole('button', { name: 'Choose another…' }));
  await user.click(await screen.findByRole('menuitem', { name: 'A project folder…' }));
  await screen.findByText('2026.03');
  expect(screen.queryByRole('alert')).toBeNull();
});

test.each(['AppFileStaticAuth', 'AppFilePrivate', 'FileNotAnApp', 'FileTooLarge'])('%s is said and ends nowhere else', async (code) => {
  const { host, user, choose } = await open();
  host.refuse('project_open', { code, args: { path: '/home/maya/x.json' } });
  await choose('An app file…');
  expect((await screen.findByRole('alert')).textContent).toContain('/home/maya/x.json');
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(window.location.hash).toBe('#/apps');
});

test('a profile that is gone is said, and what was read stays', async () => {
  const { host, user, choose } = await open();
  await choose('A project folder…');
  const read = host.answerTo('project_read');
  host.refuse('project_read', { code: 'ProjectProfileUnknown', args: { name: 'dev' } });
  await user.click(await screen.findByLabelText('Profile'));
  await user.click(await screen.findByRole('option', { name: /dev/ }));
  await screen.findByText('No such profile.');
  expect(screen.getByLabelText('Profile').textContent).toContain('No profile');
  host.answer('project_read', read);
  await user.click(screen.getByRole('button', { name: 'Read again' }));
  await waitFor(() => expect(screen.queryByText('No such profile.')).toBeNull());
});

test('choosing nothing is told, and opens nothing', async () => {
  const { host, choose } = await open();
  host.answer('project_open', { project: null });
  await choose('A project folder…');
  await screen.findByText('Nothing was chosen. Nothing was read.');
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('only the newest reading counts', async () => {
  const { host, choose } = await open();
  await choose('A project folder…');
  await screen.findByRole('dialog');
  const answers: ((view: ProjectView) => void)[] = [];
  const read = host.answerTo('project_read') as (args: Record<string, unknown>) => ProjectView;
  host.answer('project_read', () => new Promise((done) => answers.push(done)));
  void projectImport.read('dev');
  void projectImport.read('prod');
  await waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.(read({ path: '/home/maya/invoice-sync', profile: 'prod' }));
  await waitFor(() => expect(projectImport.view?.profile).toBe('prod'));
  answers[0]?.(read({ path: '/home/maya/invoice-sync', profile: 'dev' }));
  await new Promise((done) => setTimeout(done, 0));
  expect(projectImport.view?.profile).toBe('prod');
});

test('the first start has the door, and the palette the two ways', async () => {
  const host = new SampleHost({ count: -1 });
  useHost(host);
  await session.load();
  render(Welcome);
  screen.getByRole('heading', { name: 'Import a project' });
  screen.getByRole('button', { name: 'Import…' });
  const labels = (await findEntries('import', [])).map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(['Import a project folder…', 'Import an app file…']));
  host.session = { ...host.session, view_only: true };
  await session.load();
  expect((await findEntries('import', [])).map(({ label }) => label)).not.toContain('Import an app file…');
});
