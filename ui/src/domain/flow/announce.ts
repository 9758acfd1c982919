import { onEvent } from '../../api';
import type { Code, FlowId, Problem } from '../../bindings/contract';
import { explain, explainAsText, explainBriefly } from '../../catalogue';
import { t } from '../../i18n';
import { toaster } from '../../parts/toaster.svelte';
import { router } from '../../router.svelte';
import { flows } from '../../state/flows.svelte';
import { queue, type QueueResult } from '../../state/queue.svelte';

/** Says how a reauthorization ended, and what it left untouched. */
export function announceFlow({ item, flow, problem }: QueueResult): void {
  if (flow !== null && isOnPage(flow.flow)) return;
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

/** Hears what nobody here started: links of strangers, and that what was waited for elsewhere won't come. */
export function hearStrangers(): () => void {
  return onEvent((event) => {
    if (event.event === 'link_refused') announceRefusedLink(event.code);
    if (event.event === 'install_failed' && flows.get(event.flow)?.from_elsewhere) announceDisarmed(event.flow, event.problem);
  });
}

/** Said once, however many links come: anybody can send one. */
function announceRefusedLink(code: Code): void {
  const { title, text } = explainAsText({ code });
  if (toaster.toasts.some((toast) => toast.title === title)) return;
  toaster.show({ tone: 'warn', stays: true, title, text });
}

function announceDisarmed(flow: FlowId, problem: Problem): void {
  if (isOnPage(flow)) return;
  const { title, text } = explainAsText(problem);
  toaster.show({ tone: problem.code === 'FlowCancelled' ? 'info' : 'warn', title, text });
}

/** The page of the flow says it itself. */
function isOnPage(flow: FlowId): boolean {
  return router.route.name === 'install' && router.query['flow'] === flow;
}
