import type { SharedStatusView } from '../../bindings/contract';
import { formatMoment } from '../../format';
import { t } from '../../i18n';
import { router } from '../../router.svelte';
import { sharedStatus } from '../../state/shared-status.svelte';
import { tellProblem } from '../installation/actions';

/** Opens a status file; the list is the first place to look. Rejects with the problem. */
export async function showStatus(): Promise<void> {
  if (await sharedStatus.open()) router.go({ name: 'installations' });
}

/** Opens a status file from a menu or the palette. */
export async function openStatus(): Promise<void> {
  try {
    await showStatus();
  } catch (thrown) {
    tellProblem(thrown, t('accounts.status_failed'));
  }
}

/** Back to this computer's own. */
export async function leaveStatus(): Promise<void> {
  try {
    await sharedStatus.back();
  } catch (thrown) {
    tellProblem(thrown);
  }
}

/** "Status of another computer, written 23 Nov, 10:31". */
export function statusTitle({ made_at, world }: SharedStatusView): string {
  return t(world === 'practice' ? 'nav.shared_practice' : 'nav.shared', { time: formatMoment(made_at) });
}

/** The file's own name, without its folders. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path;
}
