/** The authorization URL, taken apart. */
import { t } from '../../i18n';

export interface Part {
  name: string;
  /** As it stands in the URL, shortened where it is long. */
  value: string;
  about: string;
}

/** How many scopes of a long list are spelled out. */
const SPELLED = 3;

export function explainUrl(text: string, app: string): Part[] {
  if (!URL.canParse(text)) return [];
  const url = new URL(text);
  const raw = new Map(url.search.slice(1).split('&').map((pair) => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)]));
  const given = (name: string) => url.searchParams.get(name) ?? '';
  const parts: Part[] = [{ name: t('apps.url_host'), value: `${url.host}${url.pathname}`, about: t('apps.url_host_about') }];
  const add = (name: string, value: string, about: string) => parts.push({ name, value, about });
  add('client_id', given('client_id') || t('common.missing'), app);
  add('redirect_uri', given('redirect_uri') || t('common.missing'), t('apps.url_redirect_about'));
  add('scope', shorten(raw.get('scope') ?? ''), t('apps.url_scope_about', { count: names(given('scope')) }));
  if (raw.has('optional_scope')) add('optional_scope', shorten(raw.get('optional_scope') ?? ''), t('apps.url_optional_about'));
  add('state', '…', t('apps.url_state_about'));
  if (raw.has('code_challenge')) add('code_challenge', '…', t('apps.url_challenge_about'));
  return parts;
}

function names(text: string): number {
  return text.split(' ').filter((name) => name !== '').length;
}

function shorten(raw: string): string {
  const all = raw.split('%20').filter((name) => name !== '');
  if (all.length <= SPELLED) return raw || t('common.missing');
  return `${all.slice(0, SPELLED).join('%20')}%20… ${t('common.more_count', { count: all.length - SPELLED })}`;
}
