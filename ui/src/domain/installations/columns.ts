/** The columns of the list of installations: which there are, and in which order a person wants them. */
import type { InstallationColumn } from '../../bindings/contract';
import { t } from '../../i18n';

/** What is shown until a person chooses otherwise. */
export const usualColumns: readonly InstallationColumn[] = ['account', 'hub_id', 'app', 'health', 'scopes', 'proven', 'installed_by'];
const all: readonly InstallationColumn[] = ['account', 'hub_id', 'type', 'app', 'environment', 'health', 'scopes', 'proven', 'installed_by', 'tags', 'next_try'];

export function columnWord(column: InstallationColumn): string {
  const words: Record<InstallationColumn, string> = {
    account: t('installations.account'),
    hub_id: t('installations.hub_id'),
    type: t('installations.type'),
    app: t('installations.app'),
    environment: t('installations.environment'),
    health: t('installations.health'),
    scopes: t('installations.scopes'),
    proven: t('installations.last_proven'),
    installed_by: t('installations.installed_by'),
    tags: t('installations.tags'),
    next_try: t('installations.next_try'),
  };
  return words[column];
}

export function isColumn(text: string): text is InstallationColumn {
  return (all as readonly string[]).includes(text);
}

/** Without account and health a row says nothing: they always stay. */
export function isFixed(column: InstallationColumn): boolean {
  return column === 'account' || column === 'health';
}

/** The columns as they can be shown: each once, and those that always stay among them. */
export function settled(columns: readonly InstallationColumn[]): InstallationColumn[] {
  const kept = [...new Set(columns)].filter(isColumn);
  const first: InstallationColumn[] = kept.includes('account') ? [] : ['account'];
  const last: InstallationColumn[] = kept.includes('health') ? [] : ['health'];
  return [...first, ...kept, ...last];
}

/** What the menu lists: what is shown in its order, then the others in theirs. */
export function listed(shown: readonly InstallationColumn[]): InstallationColumn[] {
  return [...shown, ...all.filter((column) => !shown.includes(column))];
}

export function toggled(shown: readonly InstallationColumn[], column: InstallationColumn): InstallationColumn[] {
  if (isFixed(column)) return [...shown];
  return shown.includes(column) ? shown.filter((other) => other !== column) : [...shown, column];
}

/** The column one place further to the left or to the right. */
export function moved(shown: readonly InstallationColumn[], column: InstallationColumn, by: -1 | 1): InstallationColumn[] {
  const from = shown.indexOf(column);
  const to = from + by;
  if (from < 0 || to < 0 || to >= shown.length) return [...shown];
  const others = shown.filter((other) => other !== column);
  return [...others.slice(0, to), column, ...others.slice(to)];
}

export function isSame(one: readonly InstallationColumn[], other: readonly InstallationColumn[]): boolean {
  return one.join() === other.join();
}
