import type { AppView, CountsView, Health, MatrixGroupView, SavedView as OwnView, SharedStatusView, VaultView } from '../../bindings/contract';
import type { NavItem } from '../../frame/frame';
import { t } from '../../i18n';
import type { IconName } from '../../parts/icons';
import { toHash, type Query, type Route } from '../../router.svelte';
import { savedViews, type SavedView } from '../installations/choice';
import { viewHash, viewMenu } from '../installations/mine.svelte';

/** The pages of the sidebar. */
export function navItems(counts: CountsView | undefined): NavItem[] {
  return [
    {
      id: 'installations',
      label: t('nav.installations'),
      href: toHash({ name: 'installations' }),
      icon: 'list-dashes',
      chosenIcon: 'list-dashes-fill',
      count: shown(counts?.installations),
      alarms: shown(counts?.needs_person),
    },
    { id: 'accounts', label: t('nav.accounts'), href: toHash({ name: 'accounts' }), icon: 'buildings', chosenIcon: 'buildings-fill', count: shown(counts?.accounts) },
    { id: 'apps', label: t('nav.apps'), href: toHash({ name: 'apps' }), icon: 'app-window', chosenIcon: 'app-window-fill', count: shown(counts?.apps) },
    { id: 'activity', label: t('nav.activity'), href: toHash({ name: 'activity' }), icon: 'clock-counter-clockwise', chosenIcon: 'clock-counter-clockwise-fill' },
  ];
}

export function settingsItem(): NavItem {
  const href = toHash({ name: 'settings', section: 'general' });
  return { id: 'settings', label: t('nav.settings'), href, icon: 'gear-six', chosenIcon: 'gear-six-fill' };
}

/** The built-in views, with how many rows each has. */
export function viewItems(counts: CountsView | undefined, apps: readonly AppView[], groups: readonly MatrixGroupView[]): NavItem[] {
  const numbers: Record<SavedView, number | undefined> = {
    needs_person: counts?.needs_person,
    has_token: counts?.has_token,
    test: sum(groups.filter(({ account_type }) => account_type === 'developer_test')),
    production: sum(apps.filter(({ environment }) => environment === 'production')),
  };
  return savedViews.map((view) => ({
    id: viewId(view),
    label: t(`nav.view_${view}`),
    href: toHash({ name: 'installations' }, { view }),
    count: numbers[view],
  }));
}

/** The views of one's own, with what can be done with each. */
export function ownViewItems(views: readonly OwnView[]): NavItem[] {
  return views.map((view) => ({
    id: ownId(view.name),
    label: view.name,
    href: viewHash(view),
    menu: { label: t('installations.view_menu', { name: view.name }), items: viewMenu(view) },
  }));
}

/** Which row of the sidebar is the place one is at. */
export function chosenItem(route: Route, query: Query, own: readonly OwnView[] = []): string | undefined {
  const mine = own.find(({ name }) => name === query['mine']);
  if (route.name === 'installations' && mine !== undefined) return ownId(mine.name);
  const view = savedViews.find((known) => known === query['view']);
  if (route.name === 'installations' && view !== undefined) return viewId(view);
  const parents: Partial<Record<Route['name'], string>> = { installation: 'installations', install: 'installations', app: 'apps', app_new: 'apps' };
  return parents[route.name] ?? route.name;
}

/** Where the key is, at the foot. Another computer's status has no key. */
export function vaultFoot(vault: VaultView | null, shared: SharedStatusView | null = null): { text: string; icon: IconName; href: string } {
  if (shared !== null) return { text: t('nav.shared_foot'), icon: 'eye', href: toHash({ name: 'settings', section: 'data' }) };
  const icon: IconName = vault === null || vault.state === 'open' || vault.state === 'opening' ? 'vault' : 'lock';
  return { text: vaultWords(vault), icon, href: toHash({ name: 'settings', section: 'vault' }) };
}

function vaultWords(vault: VaultView | null): string {
  if (vault === null) return t('nav.vault_opening');
  if (vault.state !== 'open') return t(`nav.vault_${vault.state}`);
  const slot = (['keyring', 'passphrase', 'memory'] as const).find((kind) => vault.slots.includes(kind));
  return slot === undefined ? t('nav.vault_open') : t(`nav.vault_open_${slot}`);
}

function viewId(view: SavedView): string {
  return `view-${view}`;
}

function ownId(name: string): string {
  return `mine-${name}`;
}

/** A sidebar of an empty program shows no noughts. */
function shown(count: number | undefined): number | undefined {
  return count === 0 ? undefined : count;
}

function sum(holders: readonly { health: Partial<Record<Health, number>> }[]): number {
  const gone: readonly string[] = ['revoked', 'uninstalled'];
  return holders
    .flatMap(({ health }) => Object.entries(health))
    .filter(([health]) => !gone.includes(health))
    .reduce((total, [, count]) => total + count, 0);
}
