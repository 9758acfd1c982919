/** What can be done with an app that is named, or whose page is shown. */
import type { AppView } from '../../bindings/contract';
import { t } from '../../i18n';
import { appTabs, router } from '../../router.svelte';
import { apps } from '../../state/apps.svelte';
import { session } from '../../state/session.svelte';
import { adding } from '../adopt/adding.svelte';
import { command, FEW, holds, place, type Entry } from './entry';

export function appsHere(): Entry[] {
  const { route } = router;
  const app = route.name === 'app' ? apps.get(route.id) : undefined;
  return app === undefined ? [] : appCommands(app).map((entry) => ({ ...entry, id: `here-${entry.id}`, group: 'here' }));
}

/** Installing is offered for an app's name alone, the rest once it is asked for. */
export function appsNamed(words: readonly string[]): Entry[] {
  const named = (apps.list ?? []).flatMap((app) => appCommands(app).filter(({ id, label }) => holds(label, words) && (id.startsWith('app-install-') || !holds(app.name, words))));
  return named.slice(0, 2 * FEW);
}

function appCommands({ id, name }: AppView): Entry[] {
  const changing = [
    { ...place(`app-install-${id}`, 'plus', t('palette.app_install', { app: name }), { name: 'install' }, { app: id }), group: 'commands' as const },
    command(`app-existing-${id}`, 'sign-in', t('palette.app_existing', { app: name }), () => adding.ask(id)),
  ];
  return [
    ...(session.mayChange ? changing : []),
    place(`app-list-${id}`, 'list-dashes', t('palette.app_list', { app: name }), { name: 'installations' }, { app: id }),
    ...appTabs.map((tab) => place(`app-${tab}-${id}`, 'app-window', t('palette.app_tab', { app: name, tab: t(`apps.tab_${tab}`) }), { name: 'app', id, tab })),
    place(`app-activity-${id}`, 'clock-counter-clockwise', t('palette.app_activity', { app: name }), { name: 'activity' }, { app: id }),
  ];
}
