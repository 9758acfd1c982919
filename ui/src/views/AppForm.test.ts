import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../api';
import { SampleHost } from '../host/sample';
import { router, type AppTab } from '../router.svelte';
import { emptyDraft, handover } from '../state/app-form.svelte';
import { session } from '../state/session.svelte';
import AppForm from './AppForm.svelte';

const id = '00000001-0000-4000-8000-000000000000';
const clientId = '7c1e0b52-94aa-4f1d-8e60-2b9d5c1f7a38';
let stop: (() => void) | undefined;

async function open(tab: AppTab = 'basic', fresh = false) {
  window.location.hash = fresh ? '#/apps/new' : `#/apps/${id}/${tab}`;
  stop?.();
  stop = router.start();
  const host = new SampleHost({ count: 4 });
  useHost(host);
  await session.load();
  const view = render(AppForm, fresh ? {} : { id, tab });
  await screen.findByRole('tab', { name: /Basic info/ });
  return { host, user: userEvent.setup(), view };
}

function save(): HTMLButtonElement {
  return screen.getByRole('button', { name: 'Save app' });
}

beforeEach(() => {
  handover.take();
});

test('a kept app has nothing to save until something is typed', async () => {
  const { user } = await open();
  expect(await screen.findByDisplayValue('Invoice Sync')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Save app' })).toBeNull();
  await user.type(screen.getByLabelText('Name'), ' 2');
  await waitFor(() => expect(save().disabled).toBe(false));
  expect(screen.getByText('1 unsaved change')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Discard' }));
  expect(screen.getByLabelText('Name')).toHaveProperty('value', 'Invoice Sync');
});

test('a finding stands at its field as one types, blocks saving, and says so', async () => {
  const { user } = await open();
  await user.type(await screen.findByLabelText('Support e-mail'), 'nobody');
  await screen.findByText('Not an e-mail address.');
  expect(screen.getByLabelText('Support e-mail').getAttribute('aria-invalid')).toBe('true');
  expect(save().disabled).toBe(true);
  expect(screen.getByText('Support e-mail: Not an e-mail address', { selector: '.text.clip' })).toBeTruthy();
  await user.type(screen.getByLabelText('Support e-mail'), '@tern.dev');
  await waitFor(() => expect(save().disabled).toBe(false));
});

test('only the newest check counts, whatever order the answers come in', async () => {
  const { host, user } = await open();
  const gates: (() => void)[] = [];
  const name = await screen.findByLabelText('Name');
  host.answer('app_check', (args: Record<string, unknown>) => {
    const { name: typed } = args['app'] as { name: string };
    const findings = typed === 'bad' ? [{ code: 'NameInvalid', level: 'block', field: 'name', args: { limit: 200 } }] : [];
    return new Promise((done) => gates.push(() => done({ findings, authorize_url: '' })));
  });
  await user.clear(name);
  await user.type(name, 'bad');
  await waitFor(() => expect(gates.length).toBe(1));
  await user.clear(name);
  await user.type(name, 'Good');
  await waitFor(() => expect(gates.length).toBe(2));
  gates[1]?.();
  await waitFor(() => expect(save().disabled).toBe(false));
  gates[0]?.();
  await new Promise((done) => setTimeout(done, 0));
  expect(screen.queryByText('Not a name HubSpot takes.')).toBeNull();
});

test('a new form doesn’t begin in red, and saving it shows all that is lacking', async () => {
  const { host, user } = await open('basic', true);
  await waitFor(() => expect(host.calls.some(({ name }) => name === 'app_check')).toBe(true));
  expect(screen.queryByText('Not a name HubSpot takes.')).toBeNull();
  expect(save().disabled).toBe(true);
  await user.type(screen.getByLabelText('Name'), 'Mine');
  await user.click(screen.getByRole('tab', { name: /Auth settings/ }));
  await user.type(await screen.findByLabelText('Client ID'), 'short');
  await screen.findByText('Not a client ID.');
});

test('a new app is saved whole, its secret leaves once, and the address names it', async () => {
  handover.give({ ...structuredClone(emptyDraft), name: 'Mine', client_id: clientId, redirect_urls: ['http://localhost:3917/cb'] });
  const { host, user } = await open('basic', true);
  await user.click(screen.getByRole('tab', { name: /Auth settings/ }));
  await user.type(await screen.findByLabelText('Client secret'), 'very-secret');
  await waitFor(() => expect(save().disabled).toBe(false));
  await user.click(save());
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/apps\/[\da-f-]{36}\/auth$/));
  const sent = host.calls.find(({ name }) => name === 'app_save')?.args['app'];
  expect(sent).toMatchObject({ name: 'Mine', client_id: clientId, client_secret: 'very-secret', keep_former_secret: false });
  expect(document.body.innerHTML).not.toContain('very-secret');
});

test('the secret is write-only; during a rotation the former one can be kept', async () => {
  const { host, user } = await open('auth');
  expect((await screen.findByLabelText<HTMLInputElement>('Client secret')).value).toMatch(/^Set .*, can’t be shown$/);
  await user.click(screen.getByRole('button', { name: 'Replace…' }));
  await user.type(screen.getByLabelText('Client secret'), clientId);
  await user.click(screen.getByRole('checkbox', { name: /Keep the former secret/ }));
  await waitFor(() => expect(save().disabled).toBe(false));
  await user.click(save());
  await waitFor(() => expect(host.calls.find(({ name }) => name === 'app_save')?.args['app']).toMatchObject({ client_secret: clientId, keep_former_secret: true }));
});

test('what isn’t a number is refused as an app ID', async () => {
  const { host, user } = await open('auth');
  const field = await screen.findByLabelText('App ID');
  await user.clear(field);
  await user.type(field, '12x');
  await waitFor(() => expect(host.calls.findLast(({ name }) => name === 'app_check')?.args['app']).toMatchObject({ hubspot_app_id: 0 }));
  expect(field).toHaveProperty('value', '12x');
});

test('a busy port names its holder and offers another port', async () => {
  const { user } = await open('redirects');
  await screen.findByText('Port 3000 is busy.');
  expect(screen.getByText(/node holds it \(process 48213/)).toBeTruthy();
  const other = screen.getByRole('button', { name: /^Use port \d+ instead$/ });
  const port = /\d+/.exec(other.textContent ?? '')?.[0];
  await user.click(other);
  expect(screen.getByLabelText('URL 1')).toHaveProperty('value', `http://localhost:${port}/oauth/callback`);
  await screen.findByText(`Port ${port} is free.`);
});

test('an IP address blocks, and one click puts it right', async () => {
  const { user } = await open('redirects');
  await user.click(await screen.findByRole('button', { name: 'Add redirect URL' }));
  const last = () => screen.getAllByLabelText(/^URL \d$/).at(-1);
  await waitFor(() => expect(document.activeElement).toBe(last()));
  await user.keyboard('http://127.0.0.1:8765/cb');
  await screen.findByText('HubSpot accepts no IP addresses.');
  expect(save().disabled).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Use localhost' }));
  expect(last()).toHaveProperty('value', 'http://localhost:8765/cb');
  await waitFor(() => expect(save().disabled).toBe(false));
});

test('scopes are found, added, moved and removed by keyboard; the focus stays with them', async () => {
  const { user } = await open('scopes');
  const search = await screen.findByRole('combobox', { name: /Add from/ });
  await user.click(search);
  await user.keyboard('custom objects{Enter}');
  const row = (await screen.findByText('crm.objects.custom.read')).closest('li') as HTMLElement;
  expect(document.activeElement).toBe(search);
  await user.click(within(row).getByRole('radio', { name: 'Optional' }));
  const optional = screen.getByRole('region', { name: 'Optional' });
  await within(optional).findByText('crm.objects.custom.read');
  await waitFor(() => expect(optional.contains(document.activeElement), 'the focus went with the row').toBe(true));
  await user.click(within(optional).getByRole('button', { name: 'Remove crm.objects.custom.read' }));
  await waitFor(() => expect(screen.queryByText('crm.objects.custom.read')).toBeNull());
  expect(document.activeElement).not.toBe(document.body);
});

test('an unknown scope offers the nearest known one', async () => {
  const { user } = await open('scopes');
  await user.click(await screen.findByRole('combobox', { name: /Add from/ }));
  await user.keyboard('crm.objects.invoice.read{Enter}{Escape}');
  await screen.findByText('No scope we know.');
  await user.click(screen.getByRole('button', { name: 'Use it' }));
  await waitFor(() => expect(screen.queryByText('No scope we know.')).toBeNull());
});

test('a pasted list shows what was found before it is added', async () => {
  const { user } = await open('scopes');
  await user.click(await screen.findByRole('button', { name: 'Paste a list…' }));
  const dialog = await screen.findByRole('dialog');
  await user.click(within(dialog).getByLabelText('Text with scopes in it'));
  await user.paste('oauth, tickets\nautomation');
  await within(dialog).findByText(/2 new scopes found/);
  await user.click(within(dialog).getByRole('button', { name: 'Add 2 scopes' }));
  await screen.findByText('automation');
  expect(save().disabled).toBe(false);
});

test('the checklist turns green and leads to what is lacking', async () => {
  const { user } = await open('basic', true);
  await user.click(screen.getByRole('button', { name: 'Show: Client ID and client secret' }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Client ID')));
});

test('leaving with unsaved changes asks first', async () => {
  const { user } = await open();
  await user.type(await screen.findByLabelText('Name'), ' 2');
  router.go({ name: 'apps' });
  await screen.findByRole('dialog', { name: 'Leave without saving?' });
  expect(window.location.hash, 'the window stays').toBe(`#/apps/${id}/basic`);
  await user.click(screen.getByRole('button', { name: 'Stay' }));
  await waitFor(() => expect(screen.queryByRole('dialog'), 'the first question is gone').toBeNull());
  router.go({ name: 'apps' });
  await user.click(await screen.findByRole('button', { name: 'Leave without saving' }));
  await waitFor(() => expect(window.location.hash).toBe('#/apps'));
});

test('changing the tab asks nothing and loses nothing', async () => {
  const { user, view } = await open();
  await user.type(await screen.findByLabelText('Name'), ' 2');
  await user.click(screen.getByRole('tab', { name: /Auth settings/ }));
  await waitFor(() => expect(window.location.hash).toBe(`#/apps/${id}/auth`));
  await view.rerender({ id, tab: 'auth' });
  await view.rerender({ id, tab: 'basic' });
  expect(screen.getByLabelText('Name')).toHaveProperty('value', 'Invoice Sync 2');
});

test('an app with installations can’t be removed, and says why', async () => {
  await open();
  expect((await screen.findByRole<HTMLButtonElement>('button', { name: 'Remove app…' })).disabled).toBe(true);
  expect(screen.getByText(/Forget or uninstall/)).toBeTruthy();
});

test('a refused save keeps what was typed and says why', async () => {
  const { host, user } = await open();
  await user.type(await screen.findByLabelText('Name'), ' 2');
  host.refuse('app_save', { code: 'DiskFull' });
  await waitFor(() => expect(save().disabled).toBe(false));
  await user.click(save());
  await screen.findByText('The disk is full.');
  expect(screen.getByLabelText('Name')).toHaveProperty('value', 'Invoice Sync 2');
});

test('where a profile came from is kept as it was, and is no change', async () => {
  const source = { path: '/projects/invoice-sync', uid: 'invoice_sync', profile: 'qa' };
  window.location.hash = `#/apps/${id}/basic`;
  stop?.();
  stop = router.start();
  const host = new SampleHost({ count: 4 });
  host.world.apps[0]!.source = source;
  useHost(host);
  await session.load();
  render(AppForm, { id });
  const user = userEvent.setup();
  const name = await screen.findByDisplayValue('Invoice Sync');
  expect(screen.queryByRole('button', { name: 'Save app' })).toBeNull();
  await user.type(name, ' 2');
  expect(await screen.findByText('1 unsaved change')).toBeTruthy();
  await waitFor(() => expect(save().disabled).toBe(false));
  await user.click(save());
  await waitFor(() => expect(host.calls.find(({ name: called }) => called === 'app_save')?.args).toMatchObject({ app: { id, name: 'Invoice Sync 2', source } }));
});
