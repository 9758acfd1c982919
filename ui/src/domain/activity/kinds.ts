import type { ActivityKind, ActivityView, Health } from '../../bindings/contract';
import { t } from '../../i18n';
import type { IconName } from '../../parts/icons';

/** Kinds by what a person looks for. */
export const kindGroups = {
  installs: ['installed', 'reauthorized', 'armed', 'install_failed', 'quarantined', 'grant_discarded'],
  refreshes: ['refreshed', 'refresh_refused', 'refresh_postponed', 'profile_refused', 'profile_accepted', 'token_unreadable', 'outcome_unknown', 'version_missing'],
  tokens: ['token_copied', 'called', 'call_failed'],
  exits: ['revoked', 'uninstalled', 'exit_failed', 'forgotten', 'restored'],
  vault: ['vault_locked', 'vault_unlocked', 'vault_changed', 'vault_restored'],
  edits: ['app_saved', 'app_removed', 'account_added', 'annotated'],
} as const satisfies Record<string, readonly ActivityKind[]>;

export type KindGroup = keyof typeof kindGroups;
export const kindGroupNames = Object.keys(kindGroups) as KindGroup[];

/** What stands before a line: a health where it tells one, else an icon. */
export type Mark = { health: Health } | { icon: IconName };

const marks: Record<ActivityKind, Mark> = {
  app_saved: { icon: 'app-window' },
  app_removed: { icon: 'trash' },
  installed: { health: 'healthy' },
  reauthorized: { health: 'healthy' },
  armed: { icon: 'broadcast' },
  install_failed: { icon: 'x-circle' },
  quarantined: { health: 'quarantined' },
  grant_discarded: { icon: 'eraser' },
  refreshed: { health: 'healthy' },
  refresh_refused: { health: 'needs_reauthorization' },
  refresh_postponed: { health: 'retrying' },
  profile_refused: { health: 'app_problem' },
  profile_accepted: { health: 'healthy' },
  token_unreadable: { health: 'token_unreadable' },
  outcome_unknown: { health: 'retrying' },
  token_copied: { icon: 'copy' },
  called: { icon: 'arrows-left-right' },
  call_failed: { icon: 'x-circle' },
  version_missing: { icon: 'info' },
  revoked: { health: 'revoked' },
  uninstalled: { health: 'uninstalled' },
  exit_failed: { icon: 'x-circle' },
  forgotten: { icon: 'eraser' },
  restored: { icon: 'arrow-u-down-left' },
  vault_locked: { icon: 'lock' },
  vault_unlocked: { icon: 'lock-open' },
  vault_changed: { icon: 'vault' },
  vault_restored: { icon: 'clock-counter-clockwise' },
  account_added: { icon: 'buildings' },
  annotated: { icon: 'pencil-simple' },
};

export function markOf(kind: ActivityKind): Mark {
  return marks[kind];
}

export function kindWords(kind: ActivityKind): string {
  return t(`activity.kind_${kind}`);
}

/** What stands at the end of a line: HubSpot's status, else who did it. */
export function lineEnd({ hubspot_status, code, by }: ActivityView): { text: string; mono: boolean } {
  const said = hubspot_status ?? code;
  return said === null ? { text: t(`activity.by_${by}`), mono: false } : { text: said, mono: true };
}
