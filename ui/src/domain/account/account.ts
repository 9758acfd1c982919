import type { AccountType, AccountView } from '../../bindings/contract';
import { t } from '../../i18n';

/** The types in the order of the matrix's groups. */
export const accountTypes: readonly AccountType[] = ['standard', 'developer_test', 'sandbox', 'app_developer', 'unknown'];

export function accountTypeName(type: AccountType): string {
  return t(`accounts.type_${type}`);
}

/** Its name, else its domain, else its hub ID. */
export function nameOf(account: Pick<AccountView, 'name' | 'domain' | 'hub_id'>): string {
  return account.name ?? account.domain ?? String(account.hub_id);
}
