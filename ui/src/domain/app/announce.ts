/** Says what HubSpot said to a client secret that was saved. */
import { onEvent } from '../../api';
import type { Event } from '../../bindings/contract';
import { explain, explainBriefly } from '../../catalogue';
import { t } from '../../i18n';
import { toaster } from '../../parts/toaster.svelte';
import { router } from '../../router.svelte';

type Checked = Extract<Event, { event: 'secret_checked' }>;

/** Hears it; the answer ends that. */
export function hearSecrets(): () => void {
  return onEvent((event) => {
    if (event.event === 'secret_checked') announceSecret(event);
  });
}

function announceSecret({ app, result, recovered, code }: Checked): void {
  if (result === 'accepted') {
    const text = recovered > 0 ? t('apps.secret_recovered', { count: recovered }) : undefined;
    toaster.show({ title: t('apps.secret_accepted'), text });
    return;
  }
  // Nothing could be tried: that it is saved was said already.
  if (code === null) return;
  const told = `${explainBriefly({ code })} ${explain({ code }).hint}`;
  if (result === 'untried') {
    toaster.show({ tone: 'warn', title: t('apps.secret_untried'), text: told });
    return;
  }
  const { route } = router;
  const here = route.name === 'app' && route.id === app && route.tab === 'auth';
  const open = { label: t('apps.secret_open'), onclick: () => router.go({ name: 'app', id: app, tab: 'auth' }) };
  toaster.show({ tone: 'bad', title: t('apps.secret_refused'), text: told, action: here ? undefined : open });
}
