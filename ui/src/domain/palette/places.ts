/** Where the palette leads: every page, every view of the list, every section of the settings. */
import { t } from '../../i18n';
import { keys } from '../../keyboard';
import { savedByPerson } from '../../state/saved-views.svelte';
import { session } from '../../state/session.svelte';
import { keysTopic } from '../guide/topics';
import { savedViews } from '../installations/choice';
import { viewQuery } from '../installations/mine.svelte';
import { settingsSections } from '../settings/sections';
import { place, type Entry } from './entry';

export function places(): Entry[] {
  return [...pages(), ...sections()];
}

function pages(): Entry[] {
  const list = { name: 'installations' } as const;
  return [
    place('go-go_installations', 'list-dashes', t('palette.go_installations'), list),
    place('go-all', 'list-dashes', t('palette.go_all'), list, { health: 'any' }),
    place('go-go_needs_person', 'list-dashes', t('palette.go_needs_person'), list, { view: 'needs_person' }),
    ...savedViews.filter((view) => view !== 'needs_person').map((view) => place(`go-view-${view}`, 'list-dashes', t('palette.go_view', { view: t(`nav.view_${view}`) }), list, { view })),
    ...savedByPerson.list.map((view) => place(`go-mine-${view.name}`, 'bookmark-simple', t('palette.go_view', { view: view.name }), list, viewQuery(view))),
    place('go-go_accounts', 'buildings', t('palette.go_accounts'), { name: 'accounts' }),
    place('go-account-list', 'list', t('palette.go_account_list'), { name: 'accounts' }, { view: 'list' }),
    place('go-go_apps', 'app-window', t('palette.go_apps'), { name: 'apps' }),
    place('go-go_activity', 'clock-counter-clockwise', t('palette.go_activity'), { name: 'activity' }),
    place('go-failures', 'clock-counter-clockwise', t('palette.go_failures'), { name: 'activity' }, { failures: 'only' }),
    place('go-go_guide', 'book-open', t('palette.go_guide'), { name: 'guide' }, {}, keys.guide),
    place('go-keys', 'book-open', t('palette.go_keys'), { name: 'guide', topic: keysTopic }, {}, keys.shortcuts),
    ...(session.mayChange ? [place('go-welcome', 'browser', t('palette.go_welcome'), { name: 'welcome' })] : []),
  ];
}

function sections(): Entry[] {
  return [
    place('go-go_settings', 'gear-six', t('palette.go_settings'), { name: 'settings', section: 'general' }, {}, keys.settings),
    ...settingsSections.map((section) => place(`go-settings-${section}`, 'gear-six', t('palette.go_section', { section: t(`settings.${section}`) }), { name: 'settings', section })),
  ];
}
