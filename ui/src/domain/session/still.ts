import { t } from '../../i18n';
import { session } from '../../state/session.svelte';

/** Why nothing can be changed now: the lock is said first, since a person can end it here. */
export function whyStill(): string {
  return t(session.locked ? 'common.locked' : 'common.view_only');
}
