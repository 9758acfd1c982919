/** When a developer test account ends, as far as this computer can know. */
import type { AccountView } from '../../bindings/contract';
import { formatDay, formatUntil } from '../../format';
import { t } from '../../i18n';

const DAY = 86_400_000;
/** From here on it is said in amber. */
export const SOON = 30;
/** HubSpot gives each developer account so many test accounts. */
export const SLOTS = 10;

export interface Expiry {
  /** Whole days left, never below nought. */
  days: number;
  tone: 'warn' | 'bad' | undefined;
  /** "in 62 days, at the earliest". */
  words: string;
  /** The day, and why it is an estimate. */
  help: string;
}

/** Undefined for accounts that don't expire. */
export function expiryOf({ expires_at_the_earliest: at }: Pick<AccountView, 'expires_at_the_earliest'>, now: number): Expiry | undefined {
  if (at === null) return undefined;
  const past = at <= now;
  const days = past ? 0 : Math.floor((at - now) / DAY);
  return {
    days,
    tone: past ? 'bad' : days < SOON ? 'warn' : undefined,
    // Rounded down: nobody is promised a day that may not come.
    words: past ? t('accounts.expires_past') : t('accounts.expires_in', { time: formatUntil(days > 0 ? now + days * DAY : at, now) }),
    help: t(past ? 'accounts.expires_past_help' : 'accounts.expires_help', { date: formatDay(at, now) }),
  };
}

/** "Test accounts 7 of 10"; more than ten belong to several developer accounts. */
export function slotWords(accounts: readonly Pick<AccountView, 'account_type'>[]): string {
  const count = accounts.filter(({ account_type }) => account_type === 'developer_test').length;
  return count > SLOTS ? t('accounts.slots_many', { count }) : t('accounts.slots', { count, slots: SLOTS });
}
