/** Views of one's own: what is seen now, what a view shows, and what can be done with it. */
import type { InstallationColumn, InstallationFilter, SavedView } from '../../bindings/contract';
import { t } from '../../i18n';
import type { MenuItem } from '../../parts/menu';
import { toaster } from '../../parts/toaster.svelte';
import { router, toHash, type Query } from '../../router.svelte';
import { apps } from '../../state/apps.svelte';
import { savedByPerson, type Present } from '../../state/saved-views.svelte';
import { session } from '../../state/session.svelte';
import { tellProblem } from '../installation/actions';
import { whyStill } from '../session/still';
import { fromFilter, readChoice, toFilter, writeChoice, type Choice } from './choice';
import { isSame, settled, usualColumns } from './columns';

/** Which name is asked for: of a new view, or another one for a view that is there. */
class Naming {
  asked = $state<{ former: string | null } | null>(null);

  ask(former: string | null): void {
    this.asked = { former };
  }

  close(): void {
    this.asked = null;
  }
}
export const naming = new Naming();

/** The columns that the choice shows: its own, else its view's, else those of the settings. */
export function columnsOf(choice: Choice): InstallationColumn[] {
  const view = savedByPerson.get(choice.mine);
  return settled((view && (choice.columns ?? view.columns)) ?? session.settings?.columns ?? usualColumns);
}

/** What is seen now, as a view keeps it. */
export function present(): Present {
  const choice = readChoice(router.query);
  const filter = toFilter(choice, apps.production.map(({ id }) => id));
  return { filter, sort: choice.sort, columns: columnsOf(choice) };
}

/** The address of a view. */
export function viewQuery({ name, filter, sort }: SavedView): Query {
  return writeChoice({ ...fromFilter(filter, sort), mine: name });
}

/** Whether something else is seen than what the view keeps. */
export function isChanged(view: SavedView, seen: Present): boolean {
  return written(view.filter) !== written(seen.filter) || view.sort.by !== seen.sort.by || view.sort.descending !== seen.sort.descending || !isSame(settled(view.columns), seen.columns);
}

function written(filter: InstallationFilter): string {
  const { search, apps, healths, account_types, tags, hub_id } = filter;
  return JSON.stringify([search, ...[apps, healths, account_types, tags].map((list) => [...list].sort()), hub_id]);
}

/** What can be done with a view, in the sidebar and above the list. */
export function viewMenu(view: SavedView): MenuItem[] {
  if (session.locked) return [{ note: whyStill() }];
  const { name } = view;
  const here = router.route.name === 'installations';
  const same = here && !isChanged(view, present());
  const why = here ? (same ? t('installations.view_same') : undefined) : t('installations.view_elsewhere');
  return [
    { label: t('installations.view_rename'), icon: 'pencil-simple', onselect: () => naming.ask(name) },
    { label: t('installations.view_replace'), icon: 'bookmark-simple', why, onselect: () => void replaceView(name) },
    'rule',
    { label: t('installations.view_delete'), icon: 'trash', danger: true, onselect: () => void removeView(name) },
  ];
}

/** Saves what is seen under a name, or gives a view another one. Rejects with the problem. */
export async function nameView(former: string | null, name: string): Promise<void> {
  const here = router.route.name === 'installations';
  const kept = former === null ? await savedByPerson.add(name, present()) : await savedByPerson.rename(former, name);
  if (here && (former === null || router.query['mine'] === former)) mark(kept, former === null);
  toaster.show({ title: t(former === null ? 'installations.view_saved' : 'installations.view_renamed', { name: kept }) });
}

export async function replaceView(name: string): Promise<void> {
  try {
    const former = await savedByPerson.replace(name, present());
    mark(name, true);
    const undo = former && { label: t('common.undo'), onclick: () => void attempt(() => savedByPerson.replace(name, former)) };
    toaster.show({ title: t('installations.view_replaced', { name }), action: undo });
  } catch (thrown) {
    tellProblem(thrown);
  }
}

export async function removeView(name: string): Promise<void> {
  try {
    const restore = await savedByPerson.remove(name);
    toaster.show({ title: t('installations.view_deleted', { name }), text: t('installations.view_deleted_text'), action: { label: t('common.undo'), onclick: () => void attempt(restore) } });
  } catch (thrown) {
    tellProblem(thrown);
  }
}

async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    tellProblem(thrown);
  }
}

/** The address says whose view is seen. */
function mark(name: string, whole: boolean): void {
  const choice = readChoice(router.query);
  const view = savedByPerson.get(name);
  if (whole && view !== undefined) router.replace({ name: 'installations' }, viewQuery(view));
  else router.replace({ name: 'installations' }, writeChoice({ ...choice, mine: name }));
}

/** Where a view of one's own is shown. */
export function viewHash(view: SavedView): string {
  return toHash({ name: 'installations' }, viewQuery(view));
}
