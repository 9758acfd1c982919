import type { AppId, ImportView } from '../../bindings/contract';
import { t } from '../../i18n';
import { toaster } from '../../parts/toaster.svelte';
import { router } from '../../router.svelte';
import { imports } from '../../state/imports.svelte';
import { installations } from '../../state/installations.svelte';
import { adding } from './adding.svelte';

/** Says how an import ended whose dialog was closed meanwhile. */
export function announceImport({ added, total }: ImportView, app: AppId): void {
  if (adding.asked !== null) return;
  const show = { label: t('adopt.import_bar_show'), onclick: () => adding.ask(app) };
  if (added === total && total > 0) {
    toaster.show({ title: t('adopt.toast_all', { count: added }), action: { label: t('adopt.import_show'), onclick: () => showAdded(app) } });
  } else if (added > 0) {
    toaster.show({ tone: 'warn', title: t('adopt.toast_some', { added, total }), text: t('adopt.toast_some_text'), action: show });
  } else {
    toaster.show({ tone: 'warn', title: t('adopt.toast_none'), text: t('adopt.toast_none_text'), action: show });
  }
}

/** The app's installations, those proven last first: what was added a moment ago is at the top. */
export function showAdded(app: AppId): void {
  adding.close();
  // While a line failed, the way back to the result stays.
  if (imports.view?.added === imports.view?.total) imports.dismiss();
  router.go({ name: 'installations' }, { app, sort: 'proven', order: 'down' });
  // The same address asks nothing: a list that is here is made anew.
  if (installations.snapshot !== null) void installations.reload();
}
