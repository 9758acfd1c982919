/** What can be done with an installation: for the one on screen, and for those that are named after a verb. */
import { call } from '../../api';
import type { InstallationRowView } from '../../bindings/contract';
import { t } from '../../i18n';
import { keys, type Combination } from '../../keyboard';
import type { IconName } from '../../parts/icons';
import { router } from '../../router.svelte';
import { findInstallations } from '../../state/passing';
import { session } from '../../state/session.svelte';
import { exits } from '../exits/exits.svelte';
import { copyToken, openPage, reauthorize, refreshOne } from '../installation/actions';
import { canCopy, canReauthorize, canRefresh, isGone, rowTitle } from '../installation/row';
import { command, FEW, type Entry } from './entry';

type Row = InstallationRowView;

interface Deed {
  id: string;
  icon: IconName;
  label: (name: string) => string;
  can: (row: Row) => boolean;
  run: (row: Row) => void;
  keys?: Combination;
}

const mayLeave = (row: Row) => session.mayChange && row.kind === 'installation' && !isGone(row);
const hasAccount = ({ hub_id }: Row) => hub_id !== null;

const deeds: readonly Deed[] = [
  { id: 'copy', icon: 'copy', label: (name) => t('palette.copy', { name }), can: canCopy, run: (row) => void copyToken(row, 'plain'), keys: keys.copyToken },
  { id: 'copy-header', icon: 'code', label: (name) => t('palette.copy_header', { name }), can: canCopy, run: (row) => void copyToken(row, 'header') },
  { id: 'copy-env', icon: 'file-text', label: (name) => t('palette.copy_env', { name }), can: canCopy, run: (row) => void copyToken(row, 'env') },
  { id: 'refresh', icon: 'arrows-clockwise', label: (name) => t('palette.row_refresh', { name }), can: canRefresh, run: (row) => void refreshOne(row), keys: keys.refreshRow },
  { id: 'reauthorize', icon: 'key', label: (name) => t('palette.fix_reauthorize', { name }), can: canReauthorize, run: (row) => void reauthorize([row]), keys: keys.reauthorize },
  { id: 'account', icon: 'arrow-square-out', label: (name) => t('palette.row_account', { name }), can: hasAccount, run: ({ hub_id }) => void (hub_id !== null && openPage({ page: 'account', hub_id })) },
  { id: 'connected', icon: 'arrow-square-out', label: (name) => t('palette.row_connected', { name }), can: hasAccount, run: ({ hub_id }) => void (hub_id !== null && openPage({ page: 'connected_apps', hub_id })) },
  { id: 'forget', icon: 'eraser', label: (name) => t('palette.row_forget', { name }), can: (row) => session.mayChange && row.kind === 'installation', run: ({ id }) => exits.ask(id, 'forget') },
  { id: 'revoke', icon: 'prohibit', label: (name) => t('palette.row_revoke', { name }), can: mayLeave, run: ({ id }) => exits.ask(id, 'revoke') },
  { id: 'uninstall', icon: 'trash', label: (name) => t('palette.row_uninstall', { name }), can: mayLeave, run: ({ id }) => exits.ask(id, 'uninstall') },
];

/** Everything that can be done with the installation whose page is shown. */
export async function deedsHere(): Promise<Entry[]> {
  if (router.route.name !== 'installation') return [];
  const row = await call('installation_get', { id: router.route.id }).catch(() => undefined);
  return row === undefined ? [] : deeds.filter(({ can }) => can(row)).map((deed) => ({ ...entry(deed, row), id: `here-${deed.id}`, group: 'here', ...(deed.keys === undefined ? {} : { keys: deed.keys }) }));
}

/** "uninstall harbour": the words that the verb doesn't hold name the installations. */
export async function deedsNamed(words: readonly string[]): Promise<Entry[]> {
  const asked = new Map<string, Promise<Row[]>>();
  const rowsOf = (rest: string) => {
    const rows = asked.get(rest) ?? find(rest);
    asked.set(rest, rows);
    return rows;
  };
  const found = deeds.map(async (deed) => {
    const rest = words.filter((word) => !isOf(deed, word)).join(' ');
    if (rest === '' || rest === words.join(' ')) return [];
    return (await rowsOf(rest)).filter(deed.can).slice(0, FEW).map((row) => entry(deed, row));
  });
  return (await Promise.all(found)).flat();
}

async function find(search: string): Promise<Row[]> {
  const { rows } = await findInstallations({ search, healths: [] }, 2 * FEW);
  return rows;
}

/** One or two letters begin too many words. */
function isOf({ label }: Deed, word: string): boolean {
  return word.length > 2 && label('').toLowerCase().split(/\s+/).some((own) => own.startsWith(word));
}

export function copyEntry(row: Row): Entry[] {
  return deeds.filter(({ id, can }) => id === 'copy' && can(row)).map((deed) => entry(deed, row));
}

function entry(deed: Deed, row: Row): Entry {
  const { id, icon, label, run } = deed;
  return { ...command(`${id}-${row.id}`, icon, label(rowTitle(row)), () => run(row)), open: () => router.go({ name: 'installation', id: row.id }) };
}
