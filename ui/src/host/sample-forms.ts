/** What the invented world answers to the forms: checks, preflight, new flows, the vault. */
import type { AppDraft, AppInput, AppView, Commands, Finding, FlowView, MatrixQueryRequest, PreflightRequest, ScopeEntry, ScopeFound } from '../bindings/contract';
import { ProblemError } from './host';
import type { SampleHost } from './sample';
import { addAdoptAnswers } from './sample-adopt';
import { addArmedAnswers, newFlow } from './sample-armed';
import { addDecoderAnswers } from './sample-decoder';
import { sampleScopes } from './sample-scopes';

type Answers = { [K in keyof Commands]?: (args: Commands[K][0]) => Commands[K][1] };

const nothing = {} as Record<string, never>;
const catalogue = sampleScopes('en');
/** In the sample another program holds this port. */
const BUSY = 3000;

export function addFormAnswers(host: SampleHost): void {
  const flows = new Map<string, FlowView>();
  const appOf = (id: string): AppView => {
    const app = host.world.apps.find((one) => one.id === id);
    if (app === undefined) throw new ProblemError({ code: 'AppUnknown', args: {} });
    return app;
  };
  const answers: Answers = {
    app_get: ({ id }) => appOf(id),
    app_check: ({ app }) => ({ findings: check(app), authorize_url: urlOf(app) }),
    app_save: ({ app }) => ({ id: save(host, app) }),
    app_remove: ({ id }) => {
      host.world.apps = host.world.apps.filter((app) => app !== appOf(id));
      host.tell({ event: 'apps_changed' });
      return nothing;
    },
    app_parse: ({ text }) => parse(text),
    scope_catalogue: () => sampleScopes(host.session.language),
    scope_search: ({ text }) => searchScopes(sampleScopes(host.session.language), text),
    scope_parse: ({ text }) => parseScopes(text),
    redirect_probe: ({ redirect_url }) => probe(redirect_url),
    install_preflight: (question) => ({ findings: preflight(host, appOf(question.app), question, [...flows.values()]) }),
    install_start: ({ app, redirect_url, hub_id, by_paste }) => {
      const flow = { ...makeFlow(host, appOf(app), redirect_url, hub_id), ...(by_paste ? { listening: false } : {}) };
      flows.set(flow.flow, flow);
      host.tell({ event: 'install_started', flow: flow.flow });
      return { flow: flow.flow, authorize_url: flow.authorize_url ?? '', expires_at: flow.expires_at };
    },
    install_paste: ({ text }) => {
      if (!text.includes('state=')) throw new ProblemError({ code: 'RedirectNonsense', args: {} });
      throw new ProblemError({ code: 'RedirectStateMismatch', args: {} });
    },
    account_add: ({ hub_id, name, account_type }) => {
      host.world.accounts.push({ hub_id, name: name ?? null, domain: null, account_type, can_host: account_type !== 'app_developer', last_call_at: null, expires_at_the_earliest: null, keep_alive_by: null, installations: 0 });
      host.tell({ event: 'accounts_changed' });
      return nothing;
    },
    account_remove: ({ hub_id }) => {
      host.world.accounts = host.world.accounts.filter((account) => account.hub_id !== hub_id);
      host.tell({ event: 'accounts_changed' });
      return nothing;
    },
    vault_set_up: ({ slot }) => setVault(host, { state: 'open', slots: [slot], recovery: false }),
    vault_start_afresh: ({ slot }) => setVault(host, { state: 'open', slots: [slot], recovery: false, sealed: 0 }),
    vault_add_passphrase: () => setVault(host, { slots: [...new Set([...host.session.vault.slots, 'passphrase' as const])] }),
    vault_judge_passphrase: ({ passphrase }) => (passphrase.length < 12 ? { score: 1, fits: false, weakness: 'word' } : { score: 3, fits: true }),
    vault_remove_slot: ({ slot }) => setVault(host, { slots: host.session.vault.slots.filter((other) => other !== slot), ...(slot === 'recovery' ? { recovery: false } : {}) }),
  };
  for (const [name, answer] of Object.entries(answers)) host.answer(name, (args: never) => structuredClone((answer as (args: never) => unknown)(args)));
  addArmedAnswers(host, flows, appOf);
  addAdoptAnswers(host, appOf);
  addDecoderAnswers(host, flows, appOf);
  wrapFlows(host, flows);
  narrowMatrix(host);
}

/** Flows started here are told beside those of reauthorizations. */
function wrapFlows(host: SampleHost, flows: ReadonlyMap<string, FlowView>): void {
  const [status, list, cancel] = [host.answerTo('install_status'), host.answerTo('install_list'), host.answerTo('install_cancel')];
  host.answer('install_status', (args: { flow: string }) => structuredClone(flows.get(args.flow)) ?? status(args));
  host.answer('install_list', (args: Record<string, unknown>) => [...(list(args) as FlowView[]), ...[...flows.values()].map((flow) => structuredClone(flow))]);
  host.answer('install_cancel', (args: { flow: string }) => {
    const flow = flows.get(args.flow);
    if (flow === undefined) return cancel(args);
    Object.assign(flow, { state: 'failed', authorize_url: null, listening: false, problem: { code: 'FlowCancelled' } });
    host.tell({ event: 'install_failed', flow: flow.flow, problem: { code: 'FlowCancelled' } });
    return nothing;
  });
}

/** Groups the accounts by type, and lets filters through. */
function narrowMatrix(host: SampleHost): void {
  const whole = host.answerTo('matrix_query');
  const order = ['standard', 'developer_test', 'sandbox', 'app_developer', 'unknown'];
  host.answer('matrix_query', ({ filter, offset = 0, limit = 100 }: MatrixQueryRequest) => {
    const page = structuredClone(whole({})) as Commands['matrix_query'][1];
    const { search = '', healths = [], account_types = [], apps = [] } = filter ?? {};
    const rows = page.rows
      .filter((row) => `${row.name} ${row.domain} ${row.hub_id}`.toLowerCase().includes(search.toLowerCase()))
      .filter((row) => account_types.length === 0 || account_types.includes(row.account_type))
      .filter((row) => healths.length === 0 || row.cells.some(({ health }) => healths.includes(health)))
      .sort((a, b) => order.indexOf(a.account_type) - order.indexOf(b.account_type) || (a.name ?? '').localeCompare(b.name ?? ''));
    const groups = order.flatMap((type) => {
      const of = rows.filter((row) => row.account_type === type);
      const [former] = page.groups.filter(({ account_type }) => account_type === type);
      return former === undefined || of.length === 0 ? [] : [{ ...former, accounts: of.length }];
    });
    return { ...page, apps: page.apps.filter(({ id }) => apps.length === 0 || apps.includes(id)), groups, total: rows.length, rows: rows.slice(offset, offset + limit) };
  });
}

function setVault(host: SampleHost, changed: Partial<Commands['vault_status'][1]>): Commands['vault_status'][1] {
  host.session = { ...host.session, vault: { ...host.session.vault, ...changed } };
  host.tell({ event: 'vault_changed' });
  return host.session.vault;
}

function check(app: Partial<AppInput>): Finding[] {
  const findings: Finding[] = [];
  const block = (code: Finding['code'], field: string, args: Finding['args'] = {}) => findings.push({ code, level: 'block', field, args });
  if (!app.name || app.name.trim() !== app.name) block('NameInvalid', 'name', { limit: 200 });
  if (app.support?.email && !app.support.email.includes('@')) block('EmailShape', 'support.email');
  if (!app.client_id) block('ClientIdMissing', 'client_id');
  else if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(app.client_id)) block('ClientIdShape', 'client_id');
  if (!/^app(-\w+)?\.hubspot\.com$/.test(app.authorize_host ?? '')) block('AuthorizeHostUnusual', 'authorize_host');
  if (app.api_version === 'v1' || app.api_version === 'v3') findings.push({ code: app.api_version === 'v1' ? 'ApiVersionEnds' : 'ApiVersionDiagnostic', level: 'warn', field: 'api_version' });
  if (app.pkce) findings.push({ code: 'PkceUndocumented', level: 'info', field: 'pkce' });
  const urls = app.redirect_urls ?? [];
  if (urls.length === 0) block('RedirectUrlMissing', 'redirect_urls');
  urls.forEach((url, at) => {
    const field = `redirect_urls.${at}`;
    if (urls.indexOf(url) < at) block('RedirectUrlTwice', field);
    if (!URL.canParse(url)) block('RedirectUrlShape', field);
    else if (/^[\d.]+$/.test(new URL(url).hostname)) block('RedirectUrlIpAddress', field);
    else if (url.startsWith('http:') && new URL(url).hostname !== 'localhost') block('RedirectUrlHost', field);
    else if (url.startsWith('https:')) findings.push({ code: 'RedirectUrlNeedsRelay', level: 'info', field });
  });
  for (const kind of ['required_scopes', 'conditionally_required_scopes', 'optional_scopes'] as const) {
    (app[kind] ?? []).forEach((scope, at) => {
      if (!/^[\w.-]+$/.test(scope)) block('ScopeShape', `${kind}.${at}`, { scope });
      else if (!catalogue.some((entry) => entry.scope === scope)) findings.push({ code: 'ScopeUnknown', level: 'warn', field: `${kind}.${at}`, args: { scope, nearest: nearest(scope) } });
    });
  }
  if (!app.required_scopes?.includes('oauth')) findings.push({ code: 'ScopeOauthMissing', level: 'warn', field: 'required_scopes' });
  return findings;
}

function searchScopes(all: readonly ScopeEntry[], text: string): ScopeFound[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const answers = all.filter(({ scope, description }) => words.every((word) => `${scope} ${description}`.toLowerCase().includes(word)));
  const is_guess = answers.length === 0;
  const found = is_guess ? all.filter(({ scope }) => nearest(text.trim()) === scope) : answers;
  return found.map((entry) => ({ ...entry, is_guess }));
}

/** What stands after `optional_scope` is optional; the rest is required. */
function parseScopes(text: string): Commands['scope_parse'][1] {
  const [required = '', optional = ''] = text.split(/optional_scopes?/, 2);
  const names = (part: string) => [...new Set(part.split(/[^\w.-]+/).filter((word) => word.includes('.') || isKnown(word)))];
  const all = [...new Set([...names(required), ...names(optional)])];
  return {
    scopes: { required_scopes: names(required).filter(isKnown), conditionally_required_scopes: [], optional_scopes: names(optional).filter(isKnown) },
    unknown: all.filter((name) => !isKnown(name)).map((name) => ({ name, nearest: nearest(name) })),
  };
}

function isKnown(name: string): boolean {
  return catalogue.some(({ scope }) => scope === name);
}

function nearest(scope: string): string | null {
  return catalogue.find((entry) => entry.scope.slice(0, 18) === scope.slice(0, 18))?.scope ?? null;
}

function urlOf(app: Partial<AppInput>, hubId?: number): string {
  const join = (names: readonly string[] = []) => names.map(encodeURIComponent).join('%20');
  const scope = join([...(app.required_scopes ?? []), ...(app.conditionally_required_scopes ?? [])]);
  const optional = app.optional_scopes?.length ? `&optional_scope=${join(app.optional_scopes)}` : '';
  const path = hubId === undefined ? '/oauth/authorize' : `/oauth/${hubId}/authorize`;
  return `https://${app.authorize_host}${path}?client_id=${app.client_id}&redirect_uri=${encodeURIComponent(app.redirect_urls?.[0] ?? '')}&scope=${scope}${optional}&state=placeholder`;
}

function save(host: SampleHost, app: AppInput): string {
  if (check(app).some(({ level }) => level === 'block')) throw new ProblemError({ code: 'AppInvalid', args: {} });
  const { id, client_secret, keep_former_secret: _, ...draft } = app;
  const kept = host.world.apps.find((one) => one.id === id);
  const now = Date.now();
  if (kept !== undefined) {
    Object.assign(kept, draft, client_secret ? { secret_set_at: now } : {}, { updated_at: now });
  } else {
    const fresh: AppView = { ...(draft as AppDraft), id: crypto.randomUUID(), secret_set_at: client_secret ? now : null, former_secret_set_at: null, logo: null, fault: null, health: {}, created_at: now, updated_at: now };
    host.world.apps.push(fresh);
    host.tell({ event: 'apps_changed' });
    return fresh.id;
  }
  host.tell({ event: 'apps_changed' });
  return kept.id;
}

function parse(text: string): Commands['app_parse'][1] {
  if (!URL.canParse(text.trim())) throw new ProblemError({ code: 'UrlShape', args: {} });
  const url = new URL(text.trim());
  const words = (...names: string[]) => names.flatMap((name) => (url.searchParams.get(name) ?? '').split(' ')).filter((word) => word !== '');
  const findings: Finding[] = [];
  if (url.searchParams.has('scopes')) findings.push({ code: 'LinkParameterName', level: 'warn', args: { wrong: 'scopes', right: 'scope' } });
  if (!url.searchParams.has('state')) findings.push({ code: 'LinkWithoutState', level: 'warn' });
  const app: AppDraft = {
    name: '',
    description: '',
    support: { email: '', phone: '', documentation_url: '', support_url: '' },
    environment: 'development',
    distribution: 'unknown',
    hubspot_app_id: null,
    client_id: url.searchParams.get('client_id') ?? '',
    authorize_host: 'app.hubspot.com',
    api_version: '2026-09',
    pkce: false,
    redirect_urls: words('redirect_uri'),
    required_scopes: words('scope', 'scopes'),
    conditionally_required_scopes: [],
    optional_scopes: words('optional_scope'),
    source: null,
  };
  return { app, findings };
}

function probe(url: string): Commands['redirect_probe'][1] {
  if (!URL.canParse(url)) return { route: null, port: null, problem: { code: 'RedirectUrlShape' } };
  const { protocol, port } = new URL(url);
  if (protocol === 'https:') return { route: 'relay', port: null, problem: null };
  const number = Number(port || 80);
  return { route: 'loopback', port: number, problem: number === BUSY ? { code: 'RedirectPortBusy', args: { port: BUSY, holder: 'node', pid: 48213, folder: '~/invoice-sync' } } : null };
}

function preflight(host: SampleHost, app: AppView, { redirect_url, hub_id, by_paste }: PreflightRequest, flows: readonly FlowView[]): Finding[] {
  const account = host.world.accounts.find((one) => one.hub_id === hub_id);
  const findings: Finding[] = [
    passed('redirect_url'),
    ...portFindings(redirect_url, by_paste ?? false, flows),
    app.secret_set_at === null ? { code: 'ClientSecretMissing', level: 'block' } : passed('credentials'),
    passed('scopes'),
    { code: 'ScopeRights', level: 'info', args: { count: app.required_scopes.length } },
    ...(account === undefined ? [] : [account.can_host ? passed('account') : ({ code: 'AccountCannotHost', level: 'block' } as const)]),
  ];
  const weight = ['block', 'warn', 'info', 'pass'];
  return findings.sort((a, b) => weight.indexOf(a.level) - weight.indexOf(b.level));
}

function passed(name: string, args: Record<string, unknown> = {}): Finding {
  return { code: 'CheckPassed', level: 'pass', args: { check: name, ...args } };
}

function portFindings(url: string, byPaste: boolean, flows: readonly FlowView[]): Finding[] {
  const { route, port, problem } = probe(url);
  if (route !== 'loopback') return [{ code: 'RedirectUrlNeedsRelay', level: 'info' }];
  const taker = flows.find(({ listening, state, redirect_url }) => listening && state === 'waiting' && probe(redirect_url).port === port);
  const busy: Finding[] = problem === null ? [] : [{ code: problem.code, level: byPaste ? 'warn' : 'block', args: problem.args ?? {} }];
  if (byPaste) return [{ code: 'PasteOnly', level: 'info' }, ...busy];
  if (taker) return [{ code: 'FlowOnSameRedirectUrl', level: 'block', args: { port, flow: taker.flow } }];
  return busy.length > 0 ? busy : [passed('port', { port })];
}

function makeFlow(host: SampleHost, app: AppView, redirect_url: string, hubId: number | undefined): FlowView {
  const account = host.world.accounts.find(({ hub_id }) => hub_id === hubId);
  return newFlow({
    app: app.id,
    app_name: app.name,
    redirect_url,
    hub_id: hubId ?? null,
    account_name: account?.name ?? null,
    authorize_url: urlOf(app, hubId),
  });
}
