import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import type { Finding, RedirectProbeView } from '../../bindings/contract';
import type { Answer } from '../../host/memory';
import { MemoryHost } from '../../host/memory';
import { router } from '../../router.svelte';
import { asked } from '../../state/asked.svelte';
import { AppForm, emptyDraft } from '../../state/app-form.svelte';
import Dialogs from '../frame/Dialogs.svelte';
import RedirectUrls from './RedirectUrls.svelte';

const relay = 'https://auth.tern.dev/portalkeeper';
const local = 'http://localhost:3000/oauth-callback';
const checked: Record<string, Finding> = {
  passed: { code: 'RelayPublished', level: 'pass' },
  differs: { code: 'RelayDiffers', level: 'warn', args: { line: 12 } },
  missing: { code: 'RelayMissing', level: 'warn', args: { http_status: 404 } },
  redirects: { code: 'RelayRedirects', level: 'warn', args: { to: `${relay}/` } },
  unreachable: { code: 'RelayUnreachable', level: 'warn', args: { reason: 'dns error' } },
};

const forms: AppForm[] = [];
afterEach(() => forms.splice(0).forEach((form) => form.stop()));

function check({ app }: Record<string, unknown>) {
  const { redirect_urls } = app as { redirect_urls: string[] };
  const findings = redirect_urls.flatMap((url, at): Finding[] => {
    const field = `redirect_urls.${at}`;
    if (!URL.canParse(url)) return [{ code: 'RedirectUrlShape', level: 'block', field }];
    return url.startsWith('https:') ? [{ code: 'RedirectUrlNeedsRelay', level: 'info', field }] : [];
  });
  return { findings, authorize_url: '' };
}

function probe({ redirect_url }: Record<string, unknown>): RedirectProbeView {
  if (String(redirect_url).startsWith('https:')) return { route: 'relay', port: null, problem: null };
  const args = { port: 3000, holder: 'node', pid: 48213, folder: '~/code/invoice-sync' };
  return String(redirect_url).includes(':3000') ? { route: 'loopback', port: 3000, problem: { code: 'RedirectPortBusy', args } } : { route: 'loopback', port: 3917, problem: null };
}

async function open(urls: string[], answers: Record<string, Answer> = {}) {
  const host = new MemoryHost({ app_check: check, redirect_probe: probe, ...answers });
  useHost(host);
  const form = new AppForm();
  forms.push(form);
  form.begin({ ...structuredClone(emptyDraft), redirect_urls: urls });
  render(RedirectUrls, { form });
  return { host, form, user: userEvent.setup() };
}

async function openRelay(answers: Record<string, Answer> = {}) {
  const opened = await open([relay], answers);
  const tools = within(await screen.findByRole('group', { name: 'Relay page of URL 1' }));
  return { ...opened, tools, exporting: tools.getByRole('button', { name: 'Export relay page…' }), checking: tools.getByRole('button', { name: 'Check it' }) };
}

function said(): string {
  return screen.getAllByRole('status').map(({ textContent }) => textContent).join('');
}

test('an https URL is allowed, and what it needs is said instead of the rule', async () => {
  await openRelay();
  expect(screen.getByText('Allowed.')).toBeTruthy();
  expect(screen.getByText('portalkeeper://').tagName).toBe('CODE');
  expect(screen.getByText('Relay page', { selector: '.route' })).toBeTruthy();
  expect(screen.queryByText('This computer can’t receive it by itself.')).toBeNull();
});

test('a URL that is refused, and one on localhost, have no relay page', async () => {
  await open(['https:', local]);
  await screen.findByText('Port 3000 is busy.');
  await waitFor(() => expect(screen.getAllByText('No way back').length).toBe(1));
  expect(screen.queryByRole('button', { name: 'Check it' })).toBeNull();
});

test('a URL without a scheme is asked about, and one click puts it right', async () => {
  const answer = ({ app }: Record<string, unknown>) => {
    const [url = ''] = (app as { redirect_urls: string[] }).redirect_urls;
    const finding: Finding = { code: 'RedirectUrlSchemeMissing', level: 'block', field: 'redirect_urls.0', args: { suggestion: 'http://localhost:3000/cb' } };
    return { findings: url.startsWith('http') ? [] : [finding], authorize_url: '' };
  };
  const { form, user } = await open([''], { app_check: answer });
  await user.type(screen.getByRole('textbox', { name: 'URL 1' }), 'localhost:3000/cb');
  await screen.findByText(/Did you mean/);
  expect(screen.getByText('http://localhost:3000/cb').tagName).toBe('CODE');
  await user.click(screen.getByRole('button', { name: 'Use it' }));
  expect(form.draft.redirect_urls).toEqual(['http://localhost:3000/cb']);
});

test('a busy port names its holder and the folder', async () => {
  const { user } = await open([local]);
  await screen.findByText('Port 3000 is busy.');
  expect(screen.getByText('~/code/invoice-sync').tagName).toBe('CODE');
  expect(screen.getByRole('button', { name: 'Check again' })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Use port 3917 instead' }));
  await screen.findByText('Port 3917 is free.');
});

test('the exported page’s place is announced', async () => {
  const { user, exporting } = await openRelay({ relay_export: { path: '/home/maya/portalkeeper-relay.html' } });
  await user.click(exporting);
  await waitFor(() => expect(said()).toContain('The relay page is written.'));
  expect(screen.getByText('/home/maya/portalkeeper-relay.html').tagName).toBe('CODE');
});

test('an export without a place says nothing', async () => {
  const { host, user, exporting } = await openRelay({ relay_export: { path: null } });
  await user.click(exporting);
  await waitFor(() => expect(host.calls.some(({ name }) => name === 'relay_export')).toBe(true));
  await waitFor(() => expect(exporting.textContent?.trim()).toBe('Export relay page…'));
  expect(said()).toBe('');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a file that can’t be written is told', async () => {
  const { host, user, exporting } = await openRelay();
  host.refuse('relay_export', { code: 'FileUnwritable', args: { path: '/usr/relay.html' } });
  await user.click(exporting);
  expect((await screen.findByRole('alert')).textContent).toContain('The file can’t be written.');
});

test.each([
  ['passed', 'The relay page is in place.', undefined],
  ['differs', 'Another page stands there.', 'It differs from line 12 on.'],
  ['missing', 'The relay page isn’t there.', 'The host answers 404.'],
  ['redirects', 'The address leads elsewhere.', 'slash at the end included'],
  ['unreachable', 'The address can’t be reached.', 'dns error.'],
] as const)('what stands at the address is announced: %s', async (which, cause, more) => {
  const { host, user, checking } = await openRelay({ relay_check: { finding: checked[which] } });
  await user.click(checking);
  await waitFor(() => expect(said()).toContain(cause));
  if (more !== undefined) expect(said()).toContain(more);
  expect(said()).toContain(checked[which]?.code);
  expect(screen.getByText(cause).closest('.finding')?.classList.contains(which === 'passed' ? 'ok' : 'warn')).toBe(true);
  expect(said()).not.toContain('Nothing to do');
  expect(host.calls.find(({ name }) => name === 'relay_check')?.args).toEqual({ redirect_url: relay });
});

test('while it is looked at the button says so', async () => {
  let answer: (value: unknown) => void = () => undefined;
  const { user, checking } = await openRelay({ relay_check: () => new Promise((done) => (answer = done)) });
  await user.click(checking);
  await waitFor(() => expect(checking.textContent?.trim()).toBe('Checking…'));
  expect(document.activeElement).toBe(checking);
  answer({ finding: checked['passed'] });
  await screen.findByText('The relay page is in place.');
  expect(checking.textContent?.trim()).toBe('Check it');
});

test('what was found belongs to its URL: typing another one clears it, and a late answer isn’t shown', async () => {
  const answers: ((value: unknown) => void)[] = [];
  const { host, user, tools, checking } = await openRelay({ relay_check: () => new Promise((done) => answers.push(done)) });
  await user.click(checking);
  await waitFor(() => expect(answers.length).toBe(1));
  answers[0]?.({ finding: checked['missing'] });
  await screen.findByText('The relay page isn’t there.');
  await user.type(screen.getByLabelText('URL 1'), '2');
  expect(screen.queryByText('The relay page isn’t there.')).toBeNull();

  await user.click(tools.getByRole('button', { name: 'Check it' }));
  await waitFor(() => expect(answers.length).toBe(2));
  await user.type(screen.getByLabelText('URL 1'), '3');
  expect(tools.getByRole('button', { name: 'Check it' }), 'the new URL can be asked about').toBeTruthy();
  answers[1]?.({ finding: checked['passed'] });
  await new Promise((done) => setTimeout(done, 0));
  expect(screen.queryByText('The relay page is in place.')).toBeNull();
  expect(host.calls.findLast(({ name }) => name === 'relay_check')?.args).toEqual({ redirect_url: `${relay}2` });
});

test('a question that can’t be asked is told', async () => {
  const { host, user, checking } = await openRelay();
  host.refuse('relay_check', { code: 'Internal' });
  await user.click(checking);
  expect(await screen.findByRole('alert')).toBeTruthy();
});

test('field, buttons and way out stand in this order for the keyboard', async () => {
  const { user, exporting, checking } = await openRelay({ relay_check: { finding: checked['passed'] } });
  screen.getByLabelText('URL 1').focus();
  await user.tab();
  expect(document.activeElement).toBe(exporting);
  await user.tab();
  expect(document.activeElement).toBe(checking);
  await user.keyboard('{Enter}');
  await screen.findByText('The relay page is in place.');
  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Remove URL 1' }));
});

test('how the relay page works: five steps, who may read the code, and the page itself', async () => {
  const { user } = await open([relay], { relay_export: { path: '/home/maya/relay.html' } });
  screen.getByRole('button', { name: 'How the relay page works' }).focus();
  await user.keyboard('{Enter}');
  const dialog = within(await screen.findByRole('dialog', { name: 'How the relay page works' }));
  expect(dialog.getAllByRole('listitem').length).toBe(5);
  expect(dialog.getByText(/access log will hold HubSpot’s code/)).toBeTruthy();
  await user.click(dialog.getByRole('button', { name: 'Export relay page…' }));
  await dialog.findByText('/home/maya/relay.html');
  await user.click(dialog.getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await waitFor(() => expect(document.body.style.pointerEvents, 'the dialog has let go of the page').not.toBe('none'));
  await user.click(screen.getByRole('button', { name: 'How the relay page works' }));
  await screen.findByRole('dialog');
  expect(screen.queryByText('/home/maya/relay.html'), 'it is said once').toBeNull();
});

test('the dialog leads to where links are registered', async () => {
  const stop = router.start();
  const { user } = await open([relay]);
  await user.click(screen.getByRole('button', { name: 'How the relay page works' }));
  await user.click(await screen.findByRole('link', { name: 'Open Links in Settings' }));
  await waitFor(() => expect(router.route).toEqual({ name: 'settings', section: 'links' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  stop();
});

test('how a redirect URL is registered at HubSpot stands where they are listed', async () => {
  const { host, user } = await open([local], { link_open: () => ({}) });
  asked.close();
  render(Dialogs);
  await user.click(screen.getByRole('button', { name: 'How to register it at HubSpot' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'How to register it at HubSpot' }));
  expect(dialog.getAllByRole('listitem')).toHaveLength(5);
  expect(dialog.getByText('redirectUrls')).toBeTruthy();
  await user.click(dialog.getByRole('button', { name: 'HubSpot’s docs about OAuth' }));
  await waitFor(() => expect(host.calls.at(-1)).toEqual({ name: 'link_open', args: { page: 'docs', topic: 'oauth' } }));
});
