import type { InstallationRowView } from '../../bindings/contract';
import { t } from '../../i18n';
import { keys } from '../../keyboard';
import type { MenuItem } from '../../parts/menu';
import { router, toHash } from '../../router.svelte';
import { exits } from '../exits/exits.svelte';
import { session } from '../../state/session.svelte';
import { whyStill } from '../session/still';
import { copyToken, openPage, reauthorize, refreshOne } from './actions';
import { canCopy, canReauthorize, canRefresh, isGone } from './row';

/** The ⋯ menu of an installation: in a row everything, on its own page what isn't a button there. */
export function installationMenu(row: InstallationRowView, place: 'row' | 'page'): MenuItem[] {
  const atHubSpot = hubSpotItems(row);
  const items: MenuItem[][] = [place === 'row' ? openItems(row) : [], atHubSpot, exitItems(row), lookingItems()];
  return items
    .filter((group) => group.length > 0)
    .flatMap((group, at): MenuItem[] => (at === 0 ? group : ['rule', ...group]));
}

function openItems(row: InstallationRowView): MenuItem[] {
  const items: MenuItem[] = [{ label: t('installation.open'), icon: 'file-text', onselect: () => router.go({ name: 'installation', id: row.id }) }];
  if (canReauthorize(row)) items.push({ label: t('installation.reauthorize'), icon: 'key', keys: keys.reauthorize, onselect: () => void reauthorize([row]) });
  if (canRefresh(row)) items.push({ label: t('installation.refresh'), icon: 'arrows-clockwise', keys: keys.refreshRow, onselect: () => void refreshOne(row) });
  if (canCopy(row)) items.push({ label: t('installation.copy'), icon: 'copy', keys: keys.copyToken, onselect: () => void copyToken(row, 'plain') });
  return items;
}

function hubSpotItems({ hub_id }: InstallationRowView): MenuItem[] {
  if (hub_id === null) return [];
  return [
    { label: t('installation.open_account'), icon: 'arrow-square-out', onselect: () => void openPage({ page: 'account', hub_id }) },
    { label: t('installation.connected_apps'), icon: 'arrow-square-out', onselect: () => void openPage({ page: 'connected_apps', hub_id }) },
    {
      label: t('installation.show_account'),
      icon: 'funnel-simple',
      onselect: () => (window.location.hash = toHash({ name: 'installations' }, { hub: String(hub_id), health: 'any' })),
    },
  ];
}

/** Why what changes things isn't among them. */
function lookingItems(): MenuItem[] {
  return session.mayChange ? [] : [{ note: whyStill() }];
}

/** A grant that waits is no installation: it is kept or discarded on its own page. */
function exitItems(row: InstallationRowView): MenuItem[] {
  if (row.kind === 'grant' || !session.mayChange) return [];
  const forget: MenuItem = { label: t('installation.forget'), icon: 'eraser', onselect: () => exits.ask(row.id, 'forget') };
  if (isGone(row)) return [forget];
  return [
    forget,
    { label: t('installation.revoke'), icon: 'prohibit', danger: true, onselect: () => exits.ask(row.id, 'revoke') },
    { label: t('installation.uninstall'), icon: 'trash', danger: true, onselect: () => exits.ask(row.id, 'uninstall') },
  ];
}
