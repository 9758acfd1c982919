/** What the desktop around the window tells: where a person wants to be, that they want to quit, and whether the clipboard is empty again. */
import { onEvent } from '../../api';
import { explainAsText } from '../../catalogue';
import { t } from '../../i18n';
import { toaster } from '../../parts/toaster.svelte';
import { router } from '../../router.svelte';
import { quitting } from '../../state/quitting.svelte';

/** Hears it; the answer ends that. */
export function hearDesktop(): () => void {
  return onEvent((event) => {
    if (event.event === 'place_chosen') router.follow(event.place);
    if (event.event === 'quit_asked') quitting.ask();
    if (event.event === 'clipboard_cleared') toaster.show({ tone: 'info', title: t('installation.copied_cleared') });
    if (event.event === 'clipboard_not_cleared') toaster.show({ tone: 'warn', stays: true, ...explainAsText(event) });
  });
}
