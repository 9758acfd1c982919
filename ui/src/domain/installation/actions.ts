/** What can be done with an installation, from a row, the detail, a cell or the palette. */
import { call, toProblem, type Request } from '../../api';
import type { InstallationId, InstallationRowView, LinkRequest, TokenForm } from '../../bindings/contract';
import { explain, explainBriefly } from '../../catalogue';
import { formatDuration } from '../../format';
import { t } from '../../i18n';
import { toaster } from '../../parts/toaster.svelte';
import { router } from '../../router.svelte';
import { batches } from '../../state/batches.svelte';
import { installations } from '../../state/installations.svelte';
import { queue } from '../../state/queue.svelte';
import { accountName, rowTitle, type Remedy } from './row';

type Row = Pick<InstallationRowView, 'id' | 'app' | 'app_name' | 'account_name' | 'hub_id'>;

/** Says what went wrong at the bottom right, and stays until it is read. */
export function tellProblem(thrown: unknown, title?: string): void {
  const problem = toProblem(thrown);
  const { hint } = explain(problem);
  const cause = explainBriefly(problem);
  toaster.show({ tone: 'bad', title: title ?? cause, text: title === undefined ? hint : `${cause} ${hint}` });
}

/** Opens one browser page after the other. */
export function reauthorize(rows: readonly Row[]): Promise<void> {
  return queue.add(rows.map((row) => ({ id: row.id, app: row.app_name, account: accountName(row) })));
}

export function remedy(kind: Remedy, row: Row): void {
  if (kind === 'reauthorize') void reauthorize([row]);
  if (kind === 'open_app') router.go({ name: 'app', id: row.app, tab: 'auth' });
  if (kind === 'decide') router.go({ name: 'installation', id: row.id });
}

export async function refresh(request: Request<'installation_refresh'>, label: string): Promise<void> {
  try {
    await batches.start(request, label);
  } catch (thrown) {
    tellProblem(thrown);
  }
}

export function refreshOne(row: Row): Promise<void> {
  return refresh({ ids: [row.id] }, rowTitle(row));
}

/** The program copies; the token never comes here. */
export async function copyToken(row: Row, form: TokenForm): Promise<void> {
  try {
    const { clears_at, refreshed } = await call('installation_copy_token', { id: row.id, form });
    const seconds = Math.max(0, Math.round((clears_at - Date.now()) / 1000));
    const cleared = t('installation.copied_text', { time: formatDuration(seconds) });
    const text = refreshed ? `${t('installation.copied_refreshed')} ${cleared}` : cleared;
    toaster.show({ title: t(`installation.copied_${form}`), text });
  } catch (thrown) {
    tellProblem(thrown, t('installation.copy_failed'));
  }
}

export async function openPage(link: LinkRequest): Promise<void> {
  try {
    await call('link_open', link);
  } catch (thrown) {
    tellProblem(thrown);
  }
}

/** Forgets on this computer, with the way back at hand. */
export async function forget(rows: readonly Row[]): Promise<void> {
  const forgotten: InstallationId[] = [];
  try {
    for (const { id } of rows) {
      await call('installation_forget', { id });
      forgotten.push(id);
    }
  } catch (thrown) {
    tellProblem(thrown, t('exits.forget_failed', { count: rows.length - forgotten.length }));
  }
  if (forgotten.length === 0) return;
  const [first] = rows;
  const title = forgotten.length === 1 && first ? t('exits.forgotten_one', { name: rowTitle(first) }) : t('exits.forgotten', { count: forgotten.length });
  toaster.show({ title, text: t('exits.forgotten_text'), action: { label: t('common.undo'), onclick: () => void restore(forgotten) } });
}

async function restore(ids: readonly InstallationId[]): Promise<void> {
  try {
    for (const id of ids) await call('installation_restore', { id });
    // Who undoes looks for the row: the list is made anew, and it is in it.
    if (installations.snapshot !== null) await installations.reload();
    toaster.show({ title: t('exits.restored', { count: ids.length }) });
  } catch (thrown) {
    tellProblem(thrown);
  }
}
