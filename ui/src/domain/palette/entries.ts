/** What the palette offers: pages and commands at once, what the program finds as one types. */
import { call } from '../../api';
import { explain } from '../../catalogue';
import type { AccountView, Health, InstallationRowView } from '../../bindings/contract';
import { t } from '../../i18n';
import { keys, type Combination } from '../../keyboard';
import type { IconName } from '../../parts/icons';
import { router, toHash, type Query, type Route } from '../../router.svelte';
import { apps } from '../../state/apps.svelte';
import { doctor } from '../../state/doctor.svelte';
import { gate } from '../../state/gate.svelte';
import { projectImport } from '../../state/project-import.svelte';
import { session } from '../../state/session.svelte';
import { findCodesByName, findHealthsByName } from '../guide/topics';
import { healthWord } from '../health/health';
import { adding } from '../adopt/adding.svelte';
import { decoding } from '../decoder/decoding.svelte';
import { copyToken, refresh, remedy, tellProblem } from '../installation/actions';
import { accountName, canCopy, remedyOf, rowTitle, typeWord } from '../installation/row';
import { leaveStatus, openStatus } from '../status/status';

export const groups = ['put_right', 'installations', 'accounts', 'apps', 'commands', 'guide'] as const;
export type Group = (typeof groups)[number];

export interface Entry {
  id: string;
  group: Group;
  label: string;
  icon?: IconName;
  health?: Health;
  hint?: string;
  keys?: Combination;
  run: () => void;
  /** What Ctrl Enter does instead: opens the installation. */
  open?: () => void;
}

/** How many of each kind are offered. */
const FEW = 5;

/** What is found for a text. Accounts are handed in: they are read once per opening. */
export async function findEntries(text: string, accounts: readonly AccountView[]): Promise<Entry[]> {
  const search = text.trim();
  const rows = await findRows(search);
  const fixes = rows.flatMap(fixEntry).filter(isFirst).slice(0, FEW);
  if (search === '') return [...fixes, ...commands()];
  const words = search.toLowerCase().split(/\s+/);
  return [
    ...fixes,
    ...rows.slice(0, FEW).map(rowEntry),
    ...accounts.filter((account) => holds(`${account.name} ${account.domain} ${account.hub_id}`, words)).slice(0, FEW).map(accountEntry),
    ...appEntries(words),
    // Enter runs the command that was typed; narrowing the table is what is left.
    ...commands().filter(({ label }) => holds(label, words)),
    showOnly(search),
    ...rows.filter(canCopy).slice(0, 2).map(copyEntry),
    ...guideEntries(search),
  ];
}

async function findRows(search: string): Promise<InstallationRowView[]> {
  // Without a word only what needs a person is of use.
  const healths: Health[] = search === '' ? ['needs_reauthorization', 'app_problem', 'secret_unavailable', 'quarantined'] : [];
  const { rows } = await call('installation_query', { filter: { search, healths }, limit: 2 * FEW });
  return rows;
}

function fixEntry(row: InstallationRowView): Entry[] {
  const kind = remedyOf(row, session.vault?.state);
  if (kind === undefined) return [];
  return [
    {
      // A profile is put right once, however many rows it makes red.
      id: kind === 'open_app' ? `fix-${row.app}` : `fix-${row.id}`,
      group: 'put_right',
      label: t(`palette.fix_${kind}`, { name: rowTitle(row), app: row.app_name }),
      health: row.health,
      hint: row.hub_id === null || kind === 'open_app' ? '' : String(row.hub_id),
      run: () => remedy(kind, row),
      open: () => openRow(row),
    },
  ];
}

function isFirst({ id }: Entry, at: number, all: readonly Entry[]): boolean {
  return all.findIndex((other) => other.id === id) === at;
}

function rowEntry(row: InstallationRowView): Entry {
  const open = () => openRow(row);
  return { id: `row-${row.id}`, group: 'installations', label: rowTitle(row), health: row.health, hint: healthWord(row.health), run: open, open };
}

function copyEntry(row: InstallationRowView): Entry {
  return {
    id: `copy-${row.id}`,
    group: 'commands',
    label: t('palette.copy', { name: rowTitle(row) }),
    icon: 'copy',
    run: () => void copyToken(row, 'plain'),
    open: () => openRow(row),
  };
}

function openRow({ id }: InstallationRowView): void {
  router.go({ name: 'installation', id });
}

function accountEntry(account: AccountView): Entry {
  const hub = String(account.hub_id);
  return {
    id: `account-${hub}`,
    group: 'accounts',
    label: accountName({ account_name: account.name, hub_id: account.hub_id }),
    icon: 'buildings',
    hint: t('palette.account_hint', { type: typeWord(account.account_type), hub }),
    run: () => router.go({ name: 'installations' }, { hub, health: 'any' }),
  };
}

function appEntries(words: readonly string[]): Entry[] {
  return (apps.list ?? [])
    .filter(({ name, client_id }) => holds(`${name} ${client_id}`, words))
    .slice(0, FEW)
    .map(({ id, name }) => ({
      id: `app-${id}`,
      group: 'apps' as const,
      label: name,
      icon: 'app-window' as const,
      hint: t('palette.app_hint'),
      run: () => router.go({ name: 'app', id, tab: 'basic' }),
    }));
}

/** The guide's pages of the healths and codes that a text names. One or two letters name none. */
function guideEntries(search: string): Entry[] {
  if (search.length < 3) return [];
  const page = (topic: string) => ({ id: `guide-${topic}`, group: 'guide' as const, run: () => router.go({ name: 'guide', topic }) });
  return [
    ...findHealthsByName(search).map((health) => ({ ...page(health), health, label: healthWord(health), hint: t('palette.guide_health') })),
    ...findCodesByName(search).slice(0, FEW).map((code) => ({ ...page(code), icon: 'book-open' as const, label: explain({ code }).title, hint: code })),
  ];
}

function showOnly(search: string): Entry {
  return {
    id: 'show-only',
    group: 'commands',
    label: t('palette.show_only', { text: search }),
    icon: 'funnel-simple',
    keys: keys.search,
    run: () => router.go({ name: 'installations' }, { q: search }),
  };
}

function commands(): Entry[] {
  const go = (id: string, icon: IconName, route: Route, query: Query = {}, combination?: Combination): Entry => ({
    id: `go-${id}`,
    group: 'commands',
    label: t(`palette.${id}` as Parameters<typeof t>[0]),
    icon,
    ...(combination === undefined ? {} : { keys: combination }),
    run: () => (window.location.hash = toHash(route, query)),
  });
  const changing: Entry[] = [
    go('install', 'plus', { name: 'install' }),
    { id: 'add-existing', group: 'commands', label: t('palette.add_existing'), icon: 'sign-in', run: () => adding.ask() },
    go('wait', 'broadcast', { name: 'install' }),
    go('add_app', 'app-window', { name: 'app_new' }),
    { id: 'import-folder', group: 'commands', label: t('palette.import_folder'), icon: 'folder-open', run: () => void projectImport.choose('folder') },
    { id: 'import-file', group: 'commands', label: t('palette.import_file'), icon: 'file-text', run: () => void projectImport.choose('file') },
    { id: 'refresh-all', group: 'commands', label: t('palette.refresh_all'), icon: 'arrows-clockwise', run: () => void refreshEverything() },
  ];
  return [
    ...(session.mayChange ? changing : []),
    go('go_installations', 'list-dashes', { name: 'installations' }),
    go('go_needs_person', 'list-dashes', { name: 'installations' }, { view: 'needs_person' }),
    go('go_accounts', 'buildings', { name: 'accounts' }),
    go('go_apps', 'app-window', { name: 'apps' }),
    go('go_activity', 'clock-counter-clockwise', { name: 'activity' }),
    go('go_settings', 'gear-six', { name: 'settings', section: 'general' }, {}, keys.settings),
    go('go_guide', 'book-open', { name: 'guide' }, {}, keys.guide),
    { id: 'explain-error', group: 'commands', label: t('palette.explain_error'), icon: 'chat-circle-text', run: () => decoding.askAnywhere() },
    { id: 'doctor', group: 'commands', label: t('palette.doctor'), icon: 'heartbeat', run: runDoctor },
    ...statusCommands(),
    ...(session.view?.shared ? [] : [...vaultCommands(), ...worldCommands()]),
  ];
}

/** Shows the checks and begins them. */
function runDoctor(): void {
  router.go({ name: 'settings', section: 'diagnostics' });
  void doctor.run();
}

/** Looking at another computer's status, and back. */
function statusCommands(): Entry[] {
  const open: Entry = { id: 'status-open', group: 'commands', label: t('accounts.status_open'), icon: 'folder-open', run: () => void openStatus() };
  if (!session.view?.shared) return [open];
  return [{ id: 'status-leave', group: 'commands', label: t('nav.shared_leave'), icon: 'arrow-u-down-left', run: () => void leaveStatus() }, open];
}

async function refreshEverything(): Promise<void> {
  try {
    const { snapshot } = await call('installation_query', { limit: 1 });
    await refresh({ snapshot, except: [] }, t('installations.batch_all'));
  } catch (thrown) {
    tellProblem(thrown);
  }
}

function vaultCommands(): Entry[] {
  const { vault } = session;
  if (vault === null) return [];
  if (vault.state !== 'open') return [{ id: 'unlock', group: 'commands', label: t('palette.unlock'), icon: 'lock-open', run: gate.show }];
  if (!vault.slots.includes('passphrase')) return [];
  return [{ id: 'lock', group: 'commands', label: t('palette.lock'), icon: 'lock', run: () => void lockVault() }];
}

export async function lockVault(): Promise<void> {
  try {
    session.setVault(await call('vault_lock'));
  } catch (thrown) {
    tellProblem(thrown);
  }
}

function worldCommands(): Entry[] {
  const other = session.world === 'practice' ? 'hubspot' : 'practice';
  const isThere = other === 'practice' ? session.view?.practice_available : session.view?.hubspot_available;
  if (isThere !== true) return [];
  const run = () => void session.enterWorld(other).catch(tellProblem);
  return [{ id: 'world', group: 'commands', label: t(`palette.world_${other}`), icon: other === 'practice' ? 'flask' : 'globe', run }];
}

function holds(text: string, words: readonly string[]): boolean {
  const low = text.toLowerCase();
  return words.every((word) => low.includes(word));
}
