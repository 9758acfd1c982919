import { explain, explainBriefly } from '../../catalogue';
import { t } from '../../i18n';
import { toaster } from '../../parts/toaster.svelte';
import { router } from '../../router.svelte';
import { queue, type QueueResult } from '../../state/queue.svelte';

/** Says how a reauthorization ended, and what it left untouched. */
export function announceFlow({ item, flow, problem }: QueueResult): void {
  // The page of the flow says it itself.
  if (flow !== null && router.route.name === 'install' && router.query['flow'] === flow.flow) return;
  const name = t('installation.title', { app: item.app, account: item.account });
  if (flow?.state === 'quarantined') {
    const grant = flow.installation;
    const decide = { label: t('installation.decide'), onclick: () => grant !== null && router.go({ name: 'installation', id: grant }) };
    toaster.show({ tone: 'warn', stays: true, title: t('installation.flow_quarantined', { name }), text: t('installation.flow_quarantined_text'), action: decide });
  } else if (problem?.code === 'FlowCancelled') {
    toaster.show({ tone: 'info', title: t('installation.flow_failed', { name }), text: t('installation.flow_untouched') });
  } else if (problem !== null) {
    const again = { label: t('installation.flow_again_try'), onclick: () => void queue.add([item]) };
    const text = `${explainBriefly(problem)} ${explain(problem).hint} ${t('installation.flow_untouched')}`;
    toaster.show({ tone: 'bad', title: t('installation.flow_failed', { name }), text, action: again });
  } else {
    toaster.show({ title: t('installation.flow_done', { name }), text: t('installation.flow_done_text') });
  }
}
