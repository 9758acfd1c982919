import { explain } from '../../catalogue';
import type { AccountType, Environment, InstallationRowView, InstallationView } from '../../bindings/contract';
import { formatTime, formatUntil } from '../../format';
import { t } from '../../i18n';
import { session } from '../../state/session.svelte';

/** What a row says about itself, wherever it stands. */
type Row = InstallationRowView;

/** "Invoice Sync on Kestrel Outdoor". */
export function rowTitle(row: Pick<Row, 'app_name' | 'account_name' | 'hub_id'>): string {
  return t('installation.title', { app: row.app_name, account: accountName(row) });
}

export function accountName(row: Pick<Row, 'account_name' | 'hub_id'>): string {
  if (row.account_name !== null && row.account_name !== '') return row.account_name;
  return row.hub_id === null ? t('installation.account_unknown') : t('installation.hub', { hub: String(row.hub_id) });
}

/** "maya.okafor" of an e-mail address; the whole stands in a tooltip. */
export function shortPerson(person: string | null): string {
  return person === null ? t('common.missing') : (person.split('@', 1)[0] ?? person);
}

export function typeWord(type: AccountType): string {
  return t(`installations.type_${type}`);
}

export function environmentWord(environment: Environment): string {
  return t(`installations.environment_${environment}`);
}

/** What stands behind the health word in a row: a cause or a time, never more. */
export function healthDetail(row: Row, now: number): string | undefined {
  if (row.refreshing) return t('installations.detail_refreshing');
  if (row.code === 'AnswerUnsaved') return t('installations.detail_unsaved');
  if (row.health === 'quarantined') return quarantineDetail(row);
  if (row.health === 'app_problem') return profileDetail(row);
  if (row.next_try_at === null || (row.health !== 'held' && row.health !== 'retrying')) return undefined;
  if (row.next_try_at <= now) return t('installations.detail_now');
  const near = row.next_try_at - now < 10 * 60_000;
  const time = near ? formatUntil(row.next_try_at, now) : formatTime(row.next_try_at);
  return t('installations.detail_next_try', { time });
}

function quarantineDetail({ code }: Row): string {
  if (code === 'GrantUnconfirmed') return t('installation.detail_unconfirmed');
  return t(code === 'AppMismatch' ? 'installations.detail_wrong_app' : 'installations.detail_wrong_account');
}

function profileDetail({ code }: Row): string | undefined {
  if (code === 'ClientSecretRefused') return t('installations.detail_secret_refused');
  if (code === 'ClientIdRefused') return t('installations.detail_client_id_refused');
  return code === null ? undefined : explain({ code }).title;
}

/** What new tokens put right. */
const renewed: readonly Row['health'][] = ['needs_reauthorization', 'token_unreadable', 'secret_unavailable', 'scopes_behind'];

/** What puts a row right: one action, or none. While nothing may be changed, only what leads somewhere is left. */
export type Remedy = 'reauthorize' | 'open_app' | 'decide';

export function remedyOf(row: Pick<Row, 'health' | 'kind'>): Remedy | undefined {
  if (row.health === 'quarantined') return session.mayChange ? 'decide' : undefined;
  // Of a grant without a readable token nothing is left but to discard it.
  if (row.kind === 'grant') return row.health === 'token_unreadable' && session.mayChange ? 'decide' : undefined;
  if (row.health === 'app_problem') return 'open_app';
  return renewed.includes(row.health) && session.mayChange ? 'reauthorize' : undefined;
}

/** Whether it can be authorized again: everything but a grant that waits. */
export function canReauthorize({ kind }: Pick<Row, 'kind'>): boolean {
  return session.mayChange && kind === 'installation';
}

/** Whether HubSpot can be asked for a new access token. A grant that waits is asked about by itself. */
export function canRefresh({ kind, health }: Pick<Row, 'kind' | 'health'>): boolean {
  return session.mayChange && kind === 'installation' && !isGone({ health });
}

/** What stays of an installation that was revoked or uninstalled: its row. */
export function isGone({ health }: Pick<Row, 'health'>): boolean {
  return health === 'revoked' || health === 'uninstalled';
}

/** Whether an access token can be had: it is refreshed first where it must be. */
export function canCopy({ kind, health }: Pick<Row, 'kind' | 'health'>): boolean {
  return session.mayChange && kind === 'installation' && ['healthy', 'unproven', 'retrying', 'scopes_behind'].includes(health);
}

/** Whether a test call can be made: with a token that is here, whatever became of it at HubSpot. */
export function canCall(one: Pick<InstallationView, 'kind' | 'health' | 'tokens'>): boolean {
  return canRefresh(one) && one.tokens !== null && one.health !== 'token_unreadable';
}
