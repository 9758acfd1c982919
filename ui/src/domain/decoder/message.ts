/** A message to the account's super admin, ready to send. It holds no secret. */
import type { Code, Explanation } from '../../bindings/contract';
import { explain } from '../../catalogue';
import { t } from '../../i18n';

type Kind = 'rights' | 'approval' | 'tier' | 'other';

const kinds: Partial<Record<Code, Kind>> = {
  PageUserLacksRights: 'rights',
  PageAppNotApproved: 'approval',
  PageAccountLacksTier: 'tier',
};

/** The message; `waiting` says that an answer to its link would be taken here. */
export function adminMessage(of: Explanation, waiting: boolean): string {
  const { code, args } = of;
  const kind = kinds[code] ?? 'other';
  const scopes = names(args['admin_scopes']) || names(args['scopes']);
  const link = linkIn(of, waiting);
  const lines = [
    t('decoder.message_hello', { app: text(args['app']) ?? t('decoder.some_app'), account: accountOf(args) }),
    t(`decoder.message_${kind}`, { title: explain({ code }).title }),
    ...(scopes === '' || kind === 'approval' ? [] : [t('decoder.message_scopes', { scopes })]),
    link === undefined ? t(`decoder.message_${kind}_ask`) : t('decoder.message_link_ask'),
  ];
  return [lines.join(' '), ...(link === undefined ? [] : [link])].join('\n\n');
}

/** Only rights are got around by another person's opening it, and only while something waits for the answer. */
export function linkIn({ code, args }: Explanation, waiting: boolean): string | undefined {
  return waiting && kinds[code] === 'rights' ? text(args['link']) : undefined;
}

function accountOf(args: Record<string, unknown>): string {
  const [name, hub] = [text(args['account']), text(args['hub_id'])];
  if (name !== undefined && hub !== undefined && name !== hub) return t('decoder.account_named', { account: name, hub_id: hub });
  if (hub !== undefined) return t('decoder.account_hub', { hub_id: hub });
  return name ?? t('decoder.some_account');
}

function names(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(', ') : (text(value) ?? '');
}

function text(value: unknown): string | undefined {
  return value === null || value === undefined || value === '' ? undefined : String(value);
}
