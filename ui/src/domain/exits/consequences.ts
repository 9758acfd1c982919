import type { InstallationView, VaultState } from '../../bindings/contract';
import { rich, t, type Run } from '../../i18n';
import { accountName } from '../installation/row';
import type { ExitKind } from './exits.svelte';

type One = Pick<InstallationView, 'app_name' | 'account_name' | 'hub_id' | 'health' | 'tokens'>;

/** What happens, in this order, to whom. `shared` names the others with the same refresh token. */
export function consequences(kind: ExitKind, one: One, shared: readonly string[]): Run[][] {
  const args = { app: one.app_name, account: accountName(one) };
  const others = shared.length === 0 ? [] : [rich('exits.shared', { count: shared.length, names: shared.join(', ') })];
  if (kind === 'forget') return [rich('exits.forget_1'), rich('exits.forget_2'), rich('exits.forget_3', args)];
  if (kind === 'revoke') return [rich('exits.revoke_1'), ...others, rich('exits.revoke_2'), rich('exits.revoke_3', args), rich('exits.revoke_4')];
  return [rich('exits.uninstall_1'), rich('exits.uninstall_2', args), rich('exits.uninstall_3'), rich('exits.uninstall_4'), ...others, rich('exits.uninstall_5')];
}

/** Why an exit can't be taken now; undefined: it can. Forgetting always can. */
export function whyNot(kind: ExitKind, one: One, vault: VaultState | undefined): string | undefined {
  if (kind === 'forget') return undefined;
  if (one.health === 'uninstalled') return t('exits.gone_uninstalled');
  if (one.health === 'needs_reauthorization') return t('exits.dead');
  if (one.health === 'token_unreadable') return t('exits.unreadable');
  if (one.tokens === null) return t('exits.no_tokens');
  if (vault !== 'open') return t('exits.closed');
  return undefined;
}

/** Whether HubSpot can't be asked because no living token is left: then only its own page can. */
export function onlyAtHubSpot(one: One): boolean {
  return one.health !== 'uninstalled' && (one.health === 'needs_reauthorization' || one.health === 'token_unreadable' || one.tokens === null);
}
