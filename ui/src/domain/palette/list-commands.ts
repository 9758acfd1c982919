/** Views of one's own, and lists as files. */
import { t } from '../../i18n';
import { router } from '../../router.svelte';
import { apps } from '../../state/apps.svelte';
import { savedByPerson } from '../../state/saved-views.svelte';
import { session } from '../../state/session.svelte';
import { readActivityChoice, toActivityFilter } from '../activity/choice';
import { Exporting } from '../exports/exporting.svelte';
import { readChoice, toFilter } from '../installations/choice';
import { isChanged, naming, present, removeView, replaceView } from '../installations/mine.svelte';
import { command, type Entry } from './entry';

const exporting = new Exporting();

export function viewCommands(): Entry[] {
  if (session.locked) return [];
  const chosen = router.route.name === 'installations' ? savedByPerson.get(router.query['mine']) : undefined;
  return [
    command('view-save', 'bookmark-simple', t('palette.view_save'), saveView),
    ...(chosen && isChanged(chosen, present()) ? [command('view-replace', 'bookmark-simple', t('palette.view_replace', { view: chosen.name }), () => void replaceView(chosen.name))] : []),
    ...savedByPerson.list.flatMap(({ name }) => [
      command(`view-rename-${name}`, 'pencil-simple', t('palette.view_rename', { view: name }), () => naming.ask(name)),
      command(`view-delete-${name}`, 'trash', t('palette.view_delete', { view: name }), () => void removeView(name)),
    ]),
  ];
}

/** A view is of what the list shows: from elsewhere the list is shown first. */
function saveView(): void {
  if (router.route.name !== 'installations') router.go({ name: 'installations' });
  naming.ask(null);
}

export function exportCommands(): Entry[] {
  if (session.locked) return [];
  return [
    command('export-installations', 'file-csv', t('palette.export_installations'), () => void exportInstallations()),
    command('export-activity-csv', 'file-csv', t('palette.export_activity_csv'), () => void exportActivity('csv')),
    command('export-activity-json', 'code', t('palette.export_activity_json'), () => void exportActivity('json')),
  ];
}

/** What the list shows now, or would show when it is opened. */
function exportInstallations(): Promise<void> {
  const choice = readChoice(router.route.name === 'installations' ? router.query : {});
  return exporting.installations(toFilter(choice, apps.production.map(({ id }) => id)), choice.sort);
}

function exportActivity(format: 'csv' | 'json'): Promise<void> {
  const choice = readActivityChoice(router.route.name === 'activity' ? router.query : {});
  return exporting.activity(toActivityFilter(choice, new Date().setHours(0, 0, 0, 0)), format);
}
