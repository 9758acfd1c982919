/** What is known of a grant that waits. */
import type { InstallationView } from '../../bindings/contract';
import { formatTimeline } from '../../format';
import { t } from '../../i18n';
import { accountName } from './row';

/** Whose account it is: a stranger's isn't among the accounts here, so the grant itself says it. */
export function grantAccount(one: InstallationView): string {
  const known = one.account_name || one.unconfirmed?.name || one.unconfirmed?.domain || null;
  return accountName({ account_name: known, hub_id: one.hub_id });
}

/** What a person decides by: the account, and who authorized it when. */
export function unconfirmedFacts(one: InstallationView, now = Date.now()) {
  const { unconfirmed, domain, hub_id, installed_by } = one;
  return [
    { name: t('installation.fact_account'), value: one.account_name || unconfirmed?.name || t('common.missing') },
    { name: t('installation.fact_domain'), value: domain || unconfirmed?.domain || t('common.missing') },
    { name: t('installation.fact_hub_id'), value: hub_id === null ? t('common.missing') : String(hub_id) },
    { name: t('installation.fact_authorized_by'), value: unconfirmed?.user ?? installed_by ?? t('common.missing') },
    { name: t('installation.fact_authorized'), value: formatTimeline(one.authorized_at, now) },
  ];
}
