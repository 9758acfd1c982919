/** What the palette offers: pages and commands at once, what the program finds as one types. */
import { explain } from '../../catalogue';
import type { AccountView, Health, InstallationRowView } from '../../bindings/contract';
import { t } from '../../i18n';
import { keys } from '../../keyboard';
import { router } from '../../router.svelte';
import { apps } from '../../state/apps.svelte';
import { findInstallations } from '../../state/passing';
import { session } from '../../state/session.svelte';
import { findCodesByName, findHealthsByName } from '../guide/topics';
import { healthWord } from '../health/health';
import { openPage, remedy } from '../installation/actions';
import { accountName, remedyOf, rowTitle, typeWord } from '../installation/row';
import { appsHere, appsNamed } from './app-commands';
import { commands } from './commands';
import { copyEntry, deedsHere, deedsNamed } from './deeds';
import { command, FEW, holds, place, type Entry } from './entry';
import { places } from './places';
import { switches } from './switches';

/** What is found for a text. Accounts are handed in: they are read once per opening. */
export async function findEntries(text: string, accounts: readonly AccountView[]): Promise<Entry[]> {
  const search = text.trim();
  const [rows, deeds] = await Promise.all([findRows(search), deedsHere()]);
  const fixes = rows.flatMap(fixEntry).filter(isFirst).slice(0, FEW);
  const here = [...deeds, ...appsHere()];
  if (search === '') return [...fixes, ...here, ...always()];
  const words = search.toLowerCase().split(/\s+/);
  return [
    ...fixes,
    ...here.filter(({ label }) => holds(label, words)),
    ...rows.slice(0, FEW).map(rowEntry),
    ...accounts.filter((account) => holds(`${account.name} ${account.domain} ${account.hub_id}`, words)).slice(0, FEW).map(accountEntry),
    ...appEntries(words),
    // Enter runs the command that was typed; narrowing the table is what is left.
    ...[...always().filter(({ label }) => holds(label, words)), ...appsNamed(words), ...accountCommands(words, accounts), ...(await deedsNamed(words))].map(asCommand),
    showOnly(search),
    ...rows.flatMap(copyEntry).slice(0, 2),
    ...guideEntries(search),
  ].filter(isFirst);
}

/** What is offered whatever is typed. */
export function always(): Entry[] {
  return [...commands(), ...places(), ...switches()];
}

/** Among what was typed a command is a command: Enter shouldn't meet anything before it. */
function asCommand(entry: Entry): Entry {
  return { ...entry, group: 'commands' };
}

async function findRows(search: string): Promise<InstallationRowView[]> {
  // Without a word only what needs a person is of use.
  const healths: Health[] = search === '' ? ['needs_reauthorization', 'app_problem', 'token_unreadable', 'secret_unavailable', 'quarantined'] : [];
  const { rows } = await findInstallations({ search, healths }, 2 * FEW);
  return rows;
}

function fixEntry(row: InstallationRowView): Entry[] {
  const kind = remedyOf(row);
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

function openRow({ id }: InstallationRowView): void {
  router.go({ name: 'installation', id });
}

function accountEntry(account: AccountView): Entry {
  const hub = String(account.hub_id);
  return {
    id: `account-${hub}`,
    group: 'accounts',
    label: nameOf(account),
    icon: 'buildings',
    hint: t('palette.account_hint', { type: typeWord(account.account_type), hub }),
    run: () => router.go({ name: 'installations' }, { hub, health: 'any' }),
  };
}

/** What can be done with an account, once it is asked for by more than its name. */
function accountCommands(words: readonly string[], accounts: readonly AccountView[]): Entry[] {
  const offered = accounts.flatMap((account) => {
    const hub = String(account.hub_id);
    const name = nameOf(account);
    const install = place(`account-install-${hub}`, 'plus', t('palette.account_install', { account: name }), { name: 'install' }, { hub_id: hub });
    const open = command(`account-open-${hub}`, 'arrow-square-out', t('palette.account_open', { account: name }), () => void openPage({ page: 'account', hub_id: account.hub_id }));
    return [...(session.mayChange && account.can_host ? [install] : []), open].filter(({ label }) => holds(label, words) && !holds(name, words));
  });
  return offered.slice(0, FEW);
}

function nameOf({ name, hub_id }: AccountView): string {
  return accountName({ account_name: name, hub_id });
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
  return command('show-only', 'funnel-simple', t('palette.show_only', { text: search }), () => router.go({ name: 'installations' }, { q: search }), keys.search);
}
