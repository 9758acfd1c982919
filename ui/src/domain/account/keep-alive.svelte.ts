/** Keeps a test account alive: one harmless call on it, by an installation that has a token there. */
import { call } from '../../api';
import type { AccountView, CallView } from '../../bindings/contract';
import { formatCount, formatDuration } from '../../format';
import { t } from '../../i18n';
import { toaster } from '../../parts/toaster.svelte';
import { Attempt } from '../../state/attempt.svelte';
import { session } from '../../state/session.svelte';
import { nameOf } from './account';

type Account = Pick<AccountView, 'hub_id' | 'name' | 'domain' | 'account_type' | 'keep_alive_by'>;

/** Whether keeping alive is offered at all: test accounts, where something may be changed. */
export function canBeKept({ account_type }: Pick<Account, 'account_type'>): boolean {
  return account_type === 'developer_test' && session.mayChange;
}

/** Why it can't be done now. */
export function whyNotKept({ keep_alive_by }: Pick<Account, 'keep_alive_by'>): string | undefined {
  return keep_alive_by === null ? t('accounts.keep_alive_why') : undefined;
}

export class KeepAlive {
  readonly attempt = new Attempt();
  /** The account that is being called. */
  hubId = $state<number | null>(null);

  /** Whether it went well; a problem stays in the attempt. */
  async run(account: Account): Promise<boolean> {
    if (this.attempt.busy) return false;
    this.hubId = account.hub_id;
    const done = await this.attempt.run(async () => {
      const view = await call('account_keep_alive', { hub_id: account.hub_id });
      toaster.show({ title: t('accounts.kept_alive', { account: nameOf(account) }), text: tell(view) });
    });
    this.hubId = null;
    return done;
  }
}

/** "HTTP 200. 108 of 110 calls left in 10 s." */
function tell({ http_status, rate_limit }: CallView): string {
  const status = t('accounts.kept_alive_status', { status: String(http_status) });
  if (rate_limit === null) return status;
  const left = t('accounts.kept_alive_left', {
    remaining: formatCount(rate_limit.remaining),
    max: formatCount(rate_limit.max),
    time: formatDuration(rate_limit.interval_ms / 1000),
  });
  return `${status} ${left}`;
}
