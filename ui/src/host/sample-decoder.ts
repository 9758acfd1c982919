/** What the invented world makes of an error of HubSpot's page. */
import type { AppView, Ask, Code, Commands, Decoded, Explanation, FlowView, Reply } from '../bindings/contract';
import type { SampleHost } from './sample';

const words: [RegExp, Code, Explanation['matched_by']][] = [
  [/redirect/i, 'PageRedirectMismatch', 'words'],
  [/MISSING_SCOPE_GROUP/, 'PageScopesInsufficient', 'status'],
  [/client.?id/i, 'PageClientIdUnknown', 'client_id'],
  [/permission/i, 'PageUserLacksRights', 'words'],
  [/home/i, 'PageSignedOut', 'url'],
];
const fixes: Partial<Record<Code, Explanation['fix']>> = {
  PageRedirectMismatch: 'register_redirect_url',
  PageScopesInsufficient: 'open_corrected_link',
  PageClientIdUnknown: 'edit_auth_settings',
  PageUserLacksRights: 'ask_admin',
  PageSignedOut: 'open_link_again',
};
const asks: Record<Ask, Reply[]> = {
  which_page: ['page_home', 'page_login', 'page_error'],
  names_scopes: ['scopes_named', 'scopes_not_named'],
  every_account: ['accounts_all', 'accounts_this_only', 'accounts_one_tried'],
};

export function addDecoderAnswers(host: SampleHost, flows: ReadonlyMap<string, FlowView>, appOf: (id: string) => AppView): void {
  host.answer('page_open_corrected', {});
  host.answer('page_explain', ({ text, answers, flow: id, app: named }: Commands['page_explain'][0]): Decoded => {
    const flow = id === undefined ? undefined : flows.get(id);
    const app = flow?.app ?? named;
    const known = app === undefined ? undefined : appOf(app);
    const told = (code: Code, matched_by: Explanation['matched_by']): Explanation => ({
      code,
      matched_by,
      fix: fixes[code] ?? 'start_again',
      args: argsOf(code, known, flow),
      corrected_link: code === 'PageScopesInsufficient' ? (flow?.authorize_url?.replace('scope=', 'scope=oauth%20') ?? null) : null,
      needs_admin: code === 'PageUserLacksRights',
    });
    const found = words.filter(([pattern]) => pattern.test(text)).map(([, code, by]) => told(code, by));
    if (found.length > 0) return { explanations: found.slice(0, 3), ask: [] };
    if (answers.includes('page_home') || answers.includes('page_login')) return { explanations: [told('PageSignedOut', 'answers')], ask: [] };
    const ask = (Object.keys(asks) as Ask[]).filter((one) => !asks[one].some((reply) => answers.includes(reply)));
    return ask.length > 0 ? { explanations: [], ask } : { explanations: [told('PageUserLacksRights', 'answers')], ask: [] };
  });
}

function argsOf(code: Code, app: AppView | undefined, flow: FlowView | undefined): Record<string, unknown> {
  const who = { app: app?.name ?? null, hub_id: flow?.hub_id ?? null, account: flow?.account_name ?? null };
  if (code === 'PageRedirectMismatch') return { ...who, found: flow?.redirect_url ?? app?.redirect_urls[0] ?? null };
  if (code === 'PageUserLacksRights') return { ...who, scopes: app?.required_scopes ?? null, link: flow?.authorize_url ?? null };
  return who;
}
