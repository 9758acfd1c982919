import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test } from 'vitest';
import { useHost } from '../../api';
import type { Decoded, Explanation, FlowView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { router } from '../../router.svelte';
import { apps } from '../../state/apps.svelte';
import { flows } from '../../state/flows.svelte';
import { session } from '../../state/session.svelte';
import Install from '../../views/Install.svelte';
import DecoderDialog from './DecoderDialog.svelte';
import { decoding } from './decoding.svelte';
import { belongsTo, differences } from './link';
import { adminMessage } from './message';

const app = '00000001-0000-4000-8000-000000000000';
const URL_HERE = 'http://localhost:3917/cb';
const PASTE = 'Paste what HubSpot’s page says, or its address';
const OPENED = `https://app.hubspot.com/oauth/authorize?client_id=a&redirect_uri=${encodeURIComponent(URL_HERE)}&scope=oauth&optional_scope=files&state=s1`;
let stop: (() => void) | undefined;

const cause: Explanation = { code: 'PageSignedOut', args: {}, matched_by: 'url', fix: 'open_link_again', corrected_link: null, needs_admin: false };
const nothing: Decoded = { explanations: [], ask: ['which_page', 'names_scopes', 'every_account'] };

async function begin() {
  const host = new SampleHost({ count: 4 });
  for (const one of host.world.apps) one.redirect_urls = [URL_HERE];
  useHost(host);
  flows.reset();
  apps.reset();
  await session.load();
  await apps.load();
  return { host, user: userEvent.setup() };
}

/** The page of a flow that waits, with the decoder open. */
async function waiting(decoded?: Decoded, flow: Partial<FlowView> = {}) {
  const begun = await begin();
  const { flow: id } = (await begun.host.call('install_start', { app, redirect_url: URL_HERE, hub_id: 25194463 })) as { flow: string };
  const kept = begun.host.answerTo('install_status');
  begun.host.answer('install_status', (args: Record<string, unknown>) => ({ ...(kept(args) as FlowView), authorize_url: OPENED, ...flow }));
  if (decoded) begun.host.answer('page_explain', () => structuredClone(decoded));
  window.location.hash = `#/install?flow=${id}`;
  stop?.();
  stop = router.start();
  render(Install);
  await begun.user.click(await screen.findByRole('button', { name: 'Find the cause' }));
  return { ...begun, id };
}

function asked(host: SampleHost) {
  return host.calls.filter(({ name }) => name === 'page_explain').map(({ args }) => args);
}

function causes() {
  return screen.findByRole('list', { name: 'What it means' });
}

beforeEach(() => decoding.close());

describe('beside a waiting flow', () => {
  test('what is pasted is explained as it is typed, with what gave it away', async () => {
    const { host, user, id } = await waiting();
    await user.click(screen.getByLabelText(PASTE));
    await user.paste('Redirect URL mismatch, and no permission');
    const list = await causes();
    expect(within(list).getAllByRole('listitem').length).toBe(2);
    expect(within(list).getByText('The redirect URL isn’t registered.')).toBeTruthy();
    expect(within(list).getByText('PageRedirectMismatch')).toBeTruthy();
    expect(within(list).getAllByText('Recognised by HubSpot’s English words').length).toBe(2);
    expect(screen.getByText('2 causes fit, the likeliest first').getAttribute('role')).toBe('status');
    expect(asked(host).at(-1), 'the flow knows the rest').toEqual({ text: 'Redirect URL mismatch, and no permission', answers: [], flow: id });
  });

  test('where nothing matches, three questions are asked, and an answer can be changed', async () => {
    const { host, user } = await waiting();
    await user.click(await screen.findByRole('radio', { name: 'A page or a box that says that something failed' }));
    await waitFor(() => expect(asked(host).at(-1)).toMatchObject({ answers: ['page_error'] }));
    await user.click(screen.getByRole('radio', { name: 'HubSpot’s home page, or a dashboard' }));
    expect(within(await causes()).getByText('Fits what you answered')).toBeTruthy();
    expect(screen.queryByRole('radiogroup', { name: 'Does it come with every account?' }), 'no longer needed').toBeNull();
    expect(screen.getByRole('radiogroup', { name: 'Which page do you see?' })).toBeTruthy();
  });

  test('what was recognised wrongly gives way to the questions', async () => {
    const { user } = await waiting();
    await user.type(screen.getByLabelText(PASTE), 'redirect');
    await causes();
    await user.click(screen.getByRole('button', { name: 'Not what you see? Three questions' }));
    await screen.findByRole('radiogroup', { name: 'Which page do you see?' });
    expect(document.activeElement).toBe(screen.getByLabelText(PASTE));
    expect(screen.getByLabelText(PASTE)).toHaveProperty('value', '');
  });

  test('only the newest answer counts', async () => {
    const { host, user } = await waiting(nothing);
    await screen.findByRole('radiogroup', { name: 'Which page do you see?' });
    const gates: (() => void)[] = [];
    host.answer('page_explain', ({ text }: { text: string }) => new Promise((done) => gates.push(() => done({ ...nothing, explanations: [{ ...cause, code: text === 'one' ? 'RateLimited' : 'PageSignedOut' }], ask: [] }))));
    const field = screen.getByLabelText(PASTE);
    await user.type(field, 'one');
    await waitFor(() => expect(gates.length).toBe(1));
    await user.clear(field);
    await user.type(field, 'two');
    await waitFor(() => expect(gates.length).toBe(2));
    gates[1]?.();
    await causes();
    gates[0]?.();
    await new Promise((done) => setTimeout(done, 0));
    expect(screen.queryByText('RateLimited')).toBeNull();
  });

  test('the same link is opened again', async () => {
    const { host, user, id } = await waiting({ explanations: [cause], ask: [] });
    await user.click(within(await causes()).getByRole('button', { name: 'Open again' }));
    await waitFor(() => expect(host.calls.find(({ name }) => name === 'install_open_browser')?.args).toEqual({ flow: id }));
  });

  test('a corrected link says what changed, that it belongs here, and is copied', async () => {
    const corrected = OPENED.replace('scope=oauth&', 'scope=oauth%20files&').replace('optional_scope=files&', '');
    const { host, user } = await waiting({ explanations: [{ ...cause, code: 'PageScopesInsufficient', fix: 'open_corrected_link', corrected_link: corrected }], ask: [] });
    const section = within(await causes()).getByRole('region', { name: 'Corrected link' });
    expect(section.textContent).toContain('scope=oauth files');
    expect(within(section).getAllByText('files', { selector: 'strong' }).length, 'gone from one, come to the other').toBe(2);
    expect(screen.getByText(/opened in your browser, its answer comes back here/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Copy corrected link' }));
    expect(await navigator.clipboard.readText()).toBe(corrected);
    await user.click(screen.getByRole('button', { name: 'Open the corrected link' }));
    const opened = host.calls.findLast(({ name }) => name === 'page_open_corrected');
    expect(opened?.args, 'the link itself is made again by the program').toMatchObject({ code: 'PageScopesInsufficient', text: expect.any(String), flow: expect.any(String) });
    expect(JSON.stringify(opened?.args)).not.toContain('authorize?');
    await user.click(screen.getByRole('button', { name: 'Open Required scopes' }));
    await waitFor(() => expect(window.location.hash).toBe(`#/apps/${app}/scopes`));
  });

  test('another account: the flow that waits gives its port back', async () => {
    const { host, user, id } = await waiting({ explanations: [{ ...cause, code: 'AccountCannotHost', fix: 'choose_account' }], ask: [] });
    await user.click(within(await causes()).getByRole('button', { name: 'Choose another account' }));
    await waitFor(() => expect(window.location.hash).toBe(`#/install?app=${app}&redirect_url=${encodeURIComponent(URL_HERE)}`));
    expect(host.calls.find(({ name }) => name === 'install_cancel')?.args).toEqual({ flow: id });
  });

  test('where an admin is needed, a message is ready to send', async () => {
    const args = { app: 'Invoice Sync', account: 'Halden', hub_id: 25194463, scopes: ['crm.export'], link: OPENED };
    const { user } = await waiting({ explanations: [{ ...cause, code: 'PageUserLacksRights', fix: 'ask_admin', needs_admin: true, args }], ask: [] });
    const message = within(await causes()).getByRole('region', { name: 'Message to your admin' });
    await user.click(within(message).getByRole('button', { name: 'Copy message' }));
    const copied = await navigator.clipboard.readText();
    expect(copied).toContain('I’m installing Invoice Sync on Halden (hub ID 25194463).');
    expect(copied).toContain('crm.export');
    expect(copied).toContain(OPENED);
    expect(within(message).getByText(/The link comes back to this computer/)).toBeTruthy();
  });

  test('what can’t be asked is said', async () => {
    const { host, user } = await waiting();
    host.refuse('page_explain', { code: 'HubSpotTimeout' });
    await user.type(screen.getByLabelText(PASTE), 'x');
    await screen.findByText('HubSpot didn’t answer in time.');
  });
});

describe('without a flow', () => {
  test('the app can be chosen, and the way out leads to its form and closes the dialog', async () => {
    const { host, user } = await begin();
    window.location.hash = '#/apps';
    render(DecoderDialog);
    decoding.askAnywhere();
    const dialog = await screen.findByRole('dialog', { name: 'HubSpot’s error, explained' });
    await user.click(within(dialog).getByLabelText('App'));
    const [, first] = await screen.findAllByRole('option');
    expect(first?.textContent).toContain('Invoice Sync');
    await user.click(first as HTMLElement);
    await user.click(within(dialog).getByLabelText(PASTE));
    await user.paste('an invalid app client_id');
    await user.click(within(await causes()).getByRole('button', { name: 'Open Client ID' }));
    expect(asked(host).at(-1)).toEqual({ text: 'an invalid app client_id', answers: [], app });
    await waitFor(() => expect(window.location.hash).toBe(`#/apps/${app}/auth`));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  test('from anywhere it is about the one that waits for the browser', async () => {
    const { host } = await begin();
    const { flow } = (await host.call('install_start', { app, redirect_url: URL_HERE })) as { flow: string };
    await flows.load();
    render(DecoderDialog);
    decoding.askAnywhere();
    await screen.findByRole('dialog', { name: 'HubSpot’s error, explained' });
    await waitFor(() => expect(asked(host).at(-1)).toEqual({ text: '', answers: [], flow }));
  });

  test('it is reached where an installation begins', async () => {
    const { host, user } = await begin();
    window.location.hash = `#/install?app=${app}`;
    stop?.();
    stop = router.start();
    render(Install);
    await screen.findByText('Port 3917 is free');
    await user.click(screen.getByRole('button', { name: 'Find the cause' }));
    expect(decoding.asked).toEqual({ app, redirectUrl: URL_HERE, hubId: undefined });
    expect(asked(host)).toEqual([]);
  });
});

describe('links', () => {
  test('encoding and order make no difference', () => {
    const other = 'https://app.hubspot.com/oauth/authorize?state=s1&scope=oauth+a&client_id=x';
    expect(differences('https://app.hubspot.com/oauth/authorize?client_id=x&scope=oauth%20a&state=s1', other, 'host')).toEqual([]);
    const [host] = differences(other, other.replace('app.', 'app-eu1.'), 'host');
    expect(host).toMatchObject({ name: 'host', after: [{ text: 'app-eu1.hubspot.com/oauth/authorize', marked: true }] });
  });

  test('a link belongs to a flow by its state and its way back', () => {
    expect(belongsTo(OPENED, OPENED.replace('scope=oauth', 'scope=oauth%20a'))).toBe(true);
    expect(belongsTo(OPENED, OPENED.replace('state=s1', 'state=s2'))).toBe(false);
    expect(belongsTo(OPENED, OPENED.replace('3917', '3918'))).toBe(false);
    expect(belongsTo(null, OPENED)).toBe(false);
  });
});

test('a link that no answer is awaited of isn’t sent', () => {
  const rights: Explanation = { ...cause, code: 'PageUserLacksRights', args: { link: OPENED }, needs_admin: true };
  expect(adminMessage(rights, true)).toContain(OPENED);
  expect(adminMessage(rights, false)).not.toContain('http');
});

test.each([
  ['PageAppNotApproved', 'has to approve the app first'],
  ['PageAccountLacksTier', 'Can its subscription be changed'],
  ['PageUseNotSigned', 'The acceptable use policy isn’t signed'],
] as const)('the message for %s reads well without any argument', (code, part) => {
  const message = adminMessage({ ...cause, code, needs_admin: true }, true);
  expect(message).toContain(part);
  expect(message).toContain('I’m installing an app on our HubSpot account.');
  expect(message).not.toMatch(/[{}]|undefined|null/);
});
