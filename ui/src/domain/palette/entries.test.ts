/** Every command of the palette, run: each asks the program, leads somewhere, or opens something. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import contract from '../../../../src-tauri/crates/keeper-api/src/contract.rs?raw';
import { call, useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import { toaster } from '../../parts/toaster.svelte';
import { router, toHash } from '../../router.svelte';
import { apps } from '../../state/apps.svelte';
import { asked } from '../../state/asked.svelte';
import { backups } from '../../state/backups.svelte';
import { batches } from '../../state/batches.svelte';
import { cover } from '../../state/cover.svelte';
import { flows } from '../../state/flows.svelte';
import { gate } from '../../state/gate.svelte';
import { projectImport } from '../../state/project-import.svelte';
import { queue } from '../../state/queue.svelte';
import { session } from '../../state/session.svelte';
import { adding } from '../adopt/adding.svelte';
import { decoding } from '../decoder/decoding.svelte';
import { exits } from '../exits/exits.svelte';
import { naming } from '../installations/mine.svelte';
import { always, findEntries } from './entries';
import type { Entry } from './entry';

let host: SampleHost;

beforeEach(() => {
  const stop = router.start();
  return stop;
});

const view = { name: 'Mine', filter: { search: 'kestrel', apps: [], healths: [], account_types: [], tags: [], hub_id: null }, sort: { by: 'health' as const, descending: false }, columns: ['account' as const] };

async function begin(more: Partial<SampleHost['session']> = {}, hash = '#/nowhere') {
  window.location.hash = hash;
  host = new SampleHost({ count: 62 });
  host.session = { ...host.session, settings: { ...host.session.settings, saved_views: [view] }, ...more };
  useHost(host);
  [asked, gate, adding, decoding].forEach((one) => ('close' in one ? one.close() : one.leave()));
  naming.close();
  cover.on = false;
  exits.one = exits.many = null;
  batches.list = [];
  queue.reset();
  flows.reset();
  backups.reset();
  projectImport.close();
  toaster.toasts = [];
  apps.reset();
  await Promise.all([session.load(), apps.load()]);
  await vi.waitFor(() => expect(toHash(router.route, router.query)).toBe(hash));
  host.calls.length = 0;
}

/** Whatever a command can do is seen in here. */
function trace(): string {
  return JSON.stringify([host.calls, window.location.hash, asked.now, gate.shown, adding.asked, decoding.asked, naming.asked, cover.on, exits.one, queue.waiting]);
}

const vaultOf = (slots: ('keyring' | 'passphrase')[], state: 'open' | 'locked' = 'open') => ({ state, slots, keyring_available: true, sealed: 60, recovery: false });
const worlds: [string, Partial<SampleHost['session']>][] = [
  ['HubSpot’s world', {}],
  ['a vault with a passphrase', { vault: vaultOf(['passphrase']) }],
  ['a locked vault', { vault: vaultOf(['passphrase'], 'locked') }],
  ['practice', { world: 'practice' }],
  ['view only', { view_only: true }],
  ['another computer’s status', { world: 'shared', view_only: true, shared: { made_at: Date.now(), file: '/home/maya/status.json', world: 'hubspot' } }],
];

describe.each(worlds)('in %s', (_, more) => {
  test('every command does something, and no two are the same', async () => {
    await begin(more);
    const ids = always().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(30);
    for (const id of ids) {
      await begin(more);
      const entry = always().find((one) => one.id === id) as Entry;
      const former = trace();
      entry.run();
      await vi.waitFor(() => expect(trace(), id).not.toBe(former));
      expect(toaster.toasts.filter(({ tone }) => tone === 'bad'), id).toEqual([]);
    }
  });
});

test('all that a person can do is among them', async () => {
  await begin();
  expect(always().map(({ id }) => id)).toEqual([
    ...['go-install', 'add-existing', 'go-wait', 'go-add_app', 'import-folder', 'import-file', 'add-account', 'read-cli', 'refresh-all', 'backup'],
    ...['view-save', 'view-rename-Mine', 'view-delete-Mine', 'export-installations', 'export-activity-csv', 'export-activity-json'],
    ...['explain-error', 'help-register', 'help-redirect', 'help-test-account', 'doctor', 'doctor-save', 'doctor-copy', 'status-share', 'status-open', 'recovery', 'world', 'hide', 'quit'],
    ...['go-go_installations', 'go-all', 'go-go_needs_person', 'go-view-has_token', 'go-view-test', 'go-view-production', 'go-mine-Mine'],
    ...['go-go_accounts', 'go-account-list', 'go-go_apps', 'go-go_activity', 'go-failures', 'go-go_guide', 'go-keys', 'go-welcome', 'go-go_settings'],
    ...['general', 'notifications', 'refresh', 'clipboard', 'links', 'network', 'vault', 'data', 'diagnostics'].map((section) => `go-settings-${section}`),
    ...['theme-light', 'theme-dark', 'language-en', 'language-de', 'notify-all', 'notify-off', 'compact-on', 'view_only-on', 'daily_proof-off', 'keep_in_tray-on'].map((id) => `set-${id}`),
  ]);
});

test.each([
  ['in view-only mode', { view_only: true }, ['Look', 'Operate']],
  ['while the vault is locked', { vault: vaultOf(['passphrase'], 'locked') }, ['Look', 'Recover']],
])('%s nothing is asked that would be refused', async (_, still, classes) => {
  const allowed = [...contract.matchAll(/^\s+([A-Z]\w+) (\w+)\(/gm)].filter(([, its]) => classes.includes(its!)).map(([, , name]) => name);
  expect(allowed.length).toBeGreaterThan(30);
  await begin(still);
  for (const text of ['', 'invoice', 'install', ...['copy', 'refresh', 'reauthorize', 'forget', 'revoke', 'uninstall'].map((verb) => `${verb} kestrel`)]) {
    for (const { id } of await findEntries(text, await call('account_list'))) {
      await begin(still);
      (await findEntries(text, await call('account_list'))).find((one) => one.id === id)?.run();
      expect(host.calls.map(({ name }) => name).filter((name) => !allowed.includes(name)), `${text}: ${id}`).toEqual([]);
      expect([exits.one, adding.asked], id).toEqual([null, null]);
    }
  }
});

async function found(text: string): Promise<Entry[]> {
  return findEntries(text, await call('account_list'));
}

test('a setting is switched, and then the other way is offered', async () => {
  await begin();
  const [dark] = (await found('theme: dark')).filter(({ id }) => id.startsWith('set-'));
  dark?.run();
  await vi.waitFor(() => expect(session.settings?.theme).toBe('dark'));
  const ids = (await found('theme')).map(({ id }) => id);
  expect(ids).toContain('set-theme-light');
  expect(ids).not.toContain('set-theme-dark');
  expect(ids.indexOf('set-theme-light'), 'what was typed comes first').toBeLessThan(ids.indexOf('show-only'));
  expect((await found('theme')).find(({ id }) => id === 'set-theme-light')?.group).toBe('commands');
});

test('a verb and a name make a command', async () => {
  await begin();
  const uninstall = (await found('uninstall kestrel')).find(({ id }) => id.startsWith('uninstall-'));
  expect(uninstall?.label).toMatch(/^Uninstall .* on Kestrel Outdoor…$/);
  uninstall?.run();
  expect(exits.one?.kind).toBe('uninstall');
  const header = (await found('copy header kestrel')).find(({ id }) => id.startsWith('copy-header-'));
  header?.run();
  await vi.waitFor(() => expect(host.calls.at(-1)).toMatchObject({ name: 'installation_copy_token', args: { form: 'header' } }));
});

test('an app that is named can be installed, and its tabs opened', async () => {
  await begin();
  const app = host.world.apps.find(({ name }) => name === 'Invoice Sync')?.id ?? '';
  (await found('install invoice')).find(({ id }) => id === `app-install-${app}`)?.run();
  await vi.waitFor(() => expect(router.query).toEqual({ app }));
  expect((await found('invoice')).map(({ id }) => id)).toContain(`app-install-${app}`);
  expect((await found('invoice')).map(({ id }) => id), 'only once it is asked for').not.toContain(`app-scopes-${app}`);
  (await found('invoice scopes')).find(({ id }) => id === `app-scopes-${app}`)?.run();
  await vi.waitFor(() => expect(router.route).toEqual({ name: 'app', id: app, tab: 'scopes' }));
  const hub = String(host.world.accounts.find(({ can_host }) => can_host)?.hub_id);
  (await found(`install on ${host.world.accounts.find(({ can_host }) => can_host)?.name}`)).find(({ id }) => id === `account-install-${hub}`)?.run();
  await vi.waitFor(() => expect(router.query).toEqual({ hub_id: hub }));
});

test('on a page its own commands come first', async () => {
  const row = new SampleHost({ count: 62 }).world.installations.find(({ health }) => health === 'healthy');
  await begin({}, `#/installations/${row?.id}`);
  const here = (await found('')).filter(({ group }) => group === 'here');
  expect(here.map(({ id }) => id)).toEqual(['copy', 'copy-header', 'copy-env', 'refresh', 'reauthorize', 'account', 'connected', 'forget', 'revoke', 'uninstall'].map((id) => `here-${id}`));
  expect(here[0]?.keys).toBe('mod+shift+c');
  here[3]?.run();
  await vi.waitFor(() => expect(host.calls.at(-1)).toMatchObject({ name: 'installation_refresh', args: { ids: [row?.id] } }));
});

test('a list is written as it is seen', async () => {
  await begin({}, '#/installations?q=kestrel');
  host.answer('installations_export', { path: null, count: 0 });
  always().find(({ id }) => id === 'export-installations')?.run();
  await vi.waitFor(() => expect(host.calls.at(-1)).toMatchObject({ name: 'installations_export', args: { filter: { search: 'kestrel' } } }));
});

test('what is under way can be stopped', async () => {
  await begin();
  expect(always().map(({ id }) => id)).not.toContain('batch-stop');
  batches.listen();
  await batches.start({ ids: [host.world.installations[0]?.id ?? ''] }, 'one');
  always().find(({ id }) => id === 'batch-stop')?.run();
  await vi.waitFor(() => expect(host.calls.at(-1)?.name).toBe('batch_cancel'));
});
