import type { Problem } from '../../bindings/contract';
import { explain, explainBriefly } from '../../catalogue';
import { t } from '../../i18n';
import { toaster } from '../../parts/toaster.svelte';
import { router } from '../../router.svelte';
import type { Batch } from '../../state/batches.svelte';

/** Says how a batch ended that a person began; what the program does by itself stays quiet. */
export function announceBatch({ label, total, summary, problem }: Batch): void {
  // What stops even the program's own work needs a person.
  if (problem !== null) return announceStop(problem);
  if (label === '') return;
  const { proven, refused, postponed, skipped } = summary;
  if (refused > 0) {
    const show = () => router.go({ name: 'installations' }, { health: 'needs_reauthorization' });
    const title = t('installations.batch_toast_bad', { count: total, refused });
    toaster.show({ tone: 'bad', title, text: t('installations.batch_toast_bad_text'), action: { label: t('installations.batch_show'), onclick: show } });
  } else if (skipped > 0) {
    toaster.show({ tone: 'warn', title: t('installations.batch_toast_skipped', { count: skipped }), text: t('installations.batch_toast_skipped_text') });
  } else if (postponed > 0) {
    toaster.show({ tone: 'warn', title: t('installations.batch_toast_later', { count: postponed }), text: t('installations.batch_toast_later_text') });
  } else if (proven > 0) {
    toaster.show({ title: t('installations.batch_toast_good', { count: proven }) });
  } else if (total === 0) {
    toaster.show({ tone: 'info', title: t('installations.batch_toast_nothing') });
  }
}

function announceStop(problem: Problem): void {
  const text = `${explainBriefly(problem)} ${explain(problem).hint} (${problem.code})`;
  toaster.show({ tone: 'bad', title: t('installations.batch_toast_stopped'), text });
}
