/** An invented world for the gallery and for tests: six apps, thirty accounts, 62 installations. */
import type {
  AccountType,
  AccountView,
  ActivityView,
  AppView,
  Code,
  Environment,
  Health,
  InstallationView,
  ProofView,
  ScopeDriftView,
  VaultView,
} from '../bindings/contract';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Whether a person could unlock it again. */
export function isLockable({ state, slots }: VaultView): boolean {
  return state === 'open' && slots.some((slot) => slot === 'passphrase' || slot === 'recovery');
}

/** "Has a token" and "needs a person", as the program counts them. */
export const hasTokenWords: readonly Health[] = ['healthy', 'unproven', 'retrying', 'scopes_behind'];
export const needsPersonWords: readonly Health[] = ['needs_reauthorization', 'app_problem', 'token_unreadable', 'secret_unavailable', 'quarantined'];

export interface SampleWorld {
  apps: AppView[];
  accounts: AccountView[];
  installations: InstallationView[];
  activity: ActivityView[];
}

const scopes = [
  'oauth',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.objects.companies.read',
  'crm.objects.deals.read',
  'crm.objects.invoices.read',
  'crm.objects.invoices.write',
  'crm.objects.line_items.read',
];
const appNames: [string, Environment][] = [
  ['Invoice Sync', 'production'],
  ['Call Notes', 'production'],
  ['Warehouse Link', 'production'],
  ['Survey Bridge', 'production'],
  ['Invoice Sync', 'staging'],
  ['Route Planner', 'production'],
];
const accountNames: [string, AccountType][] = [
  ['Kestrel Outdoor', 'standard'],
  ['Ortega Viajes', 'standard'],
  ['Vestergaard Møbler', 'standard'],
  ['Support Repro EU', 'developer_test'],
  ['Marlow Finance Sandbox', 'sandbox'],
  ['Tern Load Test', 'developer_test'],
  ['Kestrel Outdoor Sandbox', 'sandbox'],
  ['Brightwater Schools', 'standard'],
  ['QA Test 03', 'developer_test'],
  ['Pinegrove Clinics', 'standard'],
  ['Halden & Sons Logistics', 'standard'],
  ['QA Test 01', 'developer_test'],
  ['Lindqvist Energi', 'standard'],
  ['Marlow Finance', 'standard'],
  ['Northwind Dental Group', 'standard'],
  ['Sato Kogyo', 'standard'],
  ['Tern Developer Account', 'app_developer'],
];
/** Test accounts that were left alone for a while: one is about to expire, one may have. */
const lastCalls: Record<string, number> = { 'Tern Load Test': 28 * DAY, 'QA Test 01': 78 * DAY, 'QA Test 03': 95 * DAY };
const people = ['maya.okafor@tern.dev', 'jonas.berg@tern.dev', 'support@tern.dev', 'ci-bot@tern.dev'];
/** The first rows, one by one; the others are healthy. */
const states: [Health, Code | null][] = [
  ['needs_reauthorization', 'RefreshRejected'],
  ['needs_reauthorization', 'RefreshRejected'],
  ['needs_reauthorization', 'AccountGone'],
  ['app_problem', 'ClientSecretRefused'],
  ['secret_unavailable', 'SealBroken'],
  ['quarantined', 'AccountMismatch'],
  ['held', 'GrantHeld'],
  ['scopes_behind', null],
  ['scopes_behind', null],
  ['retrying', 'RateLimited'],
  ['retrying', 'HubSpotUnavailable'],
  ['unproven', null],
  ['unproven', null],
  ['revoked', null],
  ['uninstalled', null],
  ['token_unreadable', 'TokenUnreadable'],
];

/** A world as it would be at `now`. The same every time. */
export function makeSampleWorld(now = Date.now(), count = 62): SampleWorld {
  const apps = appNames.map(([name, environment], at) => makeApp(at, name, environment, now));
  const accounts = accountNames.map(([name, type], at) => makeAccount(at, name, type, now));
  const hosts = accounts.filter(({ can_host }) => can_host);
  const installations = Array.from({ length: count }, (_, at) => {
    const account = hosts[at % hosts.length] as AccountView;
    const app = apps[(at + Math.floor(at / hosts.length)) % apps.length] as AppView;
    return makeInstallation(at, app, account, now);
  });
  for (const app of apps) app.health = countHealth(installations.filter((one) => one.app === app.id));
  for (const account of accounts) {
    const there = installations.filter(({ hub_id }) => hub_id === account.hub_id);
    account.installations = there.length;
    account.keep_alive_by = there.find(({ health }) => hasTokenWords.includes(health))?.id ?? null;
  }
  return { apps, accounts, installations, activity: makeActivity(installations, now) };
}

export function countHealth(rows: readonly { health: Health }[]): Partial<Record<Health, number>> {
  const counts: Partial<Record<Health, number>> = {};
  for (const { health } of rows) counts[health] = (counts[health] ?? 0) + 1;
  return counts;
}

function uuid(kind: number, at: number): string {
  return `${String(kind).padStart(8, '0')}-0000-4000-8000-${String(at).padStart(12, '0')}`;
}

function makeApp(at: number, name: string, environment: Environment, now: number): AppView {
  return {
    id: uuid(1, at),
    name,
    environment,
    distribution: 'unknown',
    description: '',
    support: { email: '', phone: '', documentation_url: '', support_url: '' },
    hubspot_app_id: 4_417_208 + at,
    client_id: uuid(9, at),
    authorize_host: 'app.hubspot.com',
    api_version: '2026-09',
    pkce: false,
    redirect_urls: ['http://localhost:3000/oauth/callback', ...(at === 1 ? ['http://localhost:3917/oauth-callback'] : [])],
    required_scopes: scopes.slice(0, 6),
    conditionally_required_scopes: [],
    optional_scopes: scopes.slice(6),
    source: at === 4 ? { path: '/home/maya/invoice-sync', uid: 'invoice_sync', profile: 'dev' } : null,
    secret_set_at: now - 21 * DAY,
    former_secret_set_at: null,
    logo: null,
    fault: name === 'Survey Bridge' ? { code: 'ClientSecretRefused', since: now - 6 * DAY } : null,
    health: {},
    created_at: now - 90 * DAY,
    updated_at: now - 5 * DAY,
  };
}

function makeAccount(at: number, name: string, account_type: AccountType, now: number): AccountView {
  const test = account_type === 'developer_test';
  const last = now - (lastCalls[name] ?? at * HOUR);
  return {
    hub_id: test ? 146_203_377 + at * 1713 : 19_930_721 + at * 380_427,
    name,
    domain: `${name.toLowerCase().normalize('NFD').replace(/[^a-z0-9]+/g, '')}.example`,
    account_type,
    can_host: account_type !== 'app_developer',
    last_call_at: last,
    expires_at_the_earliest: test ? last + 90 * DAY : null,
    keep_alive_by: null,
    installations: 0,
  };
}

function makeInstallation(at: number, app: AppView, account: AccountView, now: number): InstallationView {
  const [health, code] = states[at] ?? (['healthy', null] as [Health, Code | null]);
  const held = health === 'held';
  const gone = health === 'revoked' || health === 'uninstalled';
  const failing = code !== null && !held;
  const drift = makeScopes(health);
  return {
    id: uuid(2, at),
    kind: held || health === 'quarantined' ? 'grant' : 'installation',
    app: app.id,
    app_name: app.name,
    environment: app.environment,
    hub_id: held ? null : account.hub_id,
    account_name: held ? null : account.name,
    domain: held ? null : account.domain,
    account_type: held ? 'unknown' : account.account_type,
    health,
    code,
    scopes_granted: drift.filter(({ wanted, granted }) => wanted && granted).length,
    scopes_wanted: drift.filter(({ wanted }) => wanted).length,
    proven_at: held || at === 12 ? null : now - provenAgo(at, health),
    next_try_at: held ? now + 40_000 : health === 'retrying' ? now + 18 * MINUTE : null,
    installed_by: held ? null : (people[at % people.length] ?? null),
    tags: at % 9 === 8 ? ['invoicing-v2', 'pilot'] : [],
    refreshing: at === 10 || at === 12,
    scopes: drift,
    tokens: gone ? null : { refresh: fingerprint(at * 7919), access: fingerprint(at * 104_729), access_expires_at: now + 19 * MINUTE, shared_with: at === 1 ? [uuid(2, 20)] : [] },
    installed_at: now - 56 * DAY,
    authorized_at: now - 27 * DAY,
    health_since: now - 3 * DAY,
    hubspot_status: code === 'RefreshRejected' ? 'BAD_REFRESH_TOKEN' : code === 'ClientSecretRefused' ? 'BAD_CLIENT_SECRET' : null,
    correlation_id: failing ? '0190f4b2-6c1e-7b4e-9d35-1f0a2b3c4d5e' : null,
    error_at: failing ? now - 3 * DAY : null,
    expected_hub_id: health === 'quarantined' ? 22_048_815 : null,
    unconfirmed: null,
    hubspot_app_id: app.hubspot_app_id as unknown as bigint | null,
    ui_domain: 'app-eu1.hubspot.com',
    data_hosting: 'eu1',
    notes: at === 8 ? 'Pilot customer. Ask Priya before deleting invoices here.' : '',
    keep_alive: 'daily',
    confirm_domain: app.environment === 'production' ? (account.domain ?? String(account.hub_id)) : null,
    proofs: makeProofs(at, health, now),
  };
}

function provenAgo(at: number, health: Health): number {
  if (health === 'healthy') return (12 + (at % 37)) * MINUTE;
  return ([3 * DAY, 2 * DAY, 22 * HOUR, 6 * DAY, 11 * DAY, 20 * HOUR][at] ?? (1 + (at % 20)) * HOUR) as number;
}

function fingerprint(seed: number): string {
  const hex = ((seed + 0x7f3a91c2) >>> 0).toString(16).toUpperCase().padStart(8, '0');
  return `${hex.slice(0, 4)} ${hex.slice(4)}`;
}

function makeScopes(health: Health): ScopeDriftView[] {
  const fine = scopes.map((scope): ScopeDriftView => ({ scope, wanted: true, requested: true, granted: true, meaning: 'fine', cost: null, can_be_dropped_by_reauthorizing: false }));
  if (health !== 'scopes_behind') return fine;
  return [
    { scope: 'crm.objects.invoices.write', wanted: true, requested: false, granted: false, meaning: 'added_since', cost: null, can_be_dropped_by_reauthorizing: false },
    { scope: 'crm.objects.custom.read', wanted: true, requested: true, granted: false, meaning: 'account_lacks', cost: null, can_be_dropped_by_reauthorizing: false },
    { scope: 'tickets', wanted: false, requested: true, granted: true, meaning: 'surplus', cost: null, can_be_dropped_by_reauthorizing: true },
    ...fine.filter(({ scope }) => scope !== 'crm.objects.invoices.write'),
  ];
}

function makeProofs(at: number, health: Health, now: number): ProofView[] {
  if (health === 'held') return [];
  return Array.from({ length: 57 }, (_, day): ProofView => {
    const refused = day === 29 || (day === 56 && health === 'needs_reauthorization');
    const retry = day === 7 + (at % 5) || (day === 56 && health === 'retrying');
    return { at: now - (57 - day) * DAY, result: refused ? 'refused' : retry ? 'retry' : 'ok' };
  });
}

function makeActivity(installations: readonly InstallationView[], now: number): ActivityView[] {
  const kinds: [ActivityView['kind'], Code | null][] = [
    ['refreshed', null],
    ['refreshed', null],
    ['refresh_refused', 'RefreshRejected'],
    ['token_copied', null],
    ['refresh_postponed', 'RateLimited'],
    ['reauthorized', null],
    ['installed', null],
    ['annotated', null],
  ];
  return Array.from({ length: installations.length === 0 ? 0 : 240 }, (_, at): ActivityView => {
    const one = installations[at % installations.length] as InstallationView;
    const [kind, code] = kinds[at % kinds.length] as [ActivityView['kind'], Code | null];
    return {
      at: now - at * 47 * MINUTE,
      kind,
      app: one.app,
      app_name: one.app_name,
      hub_id: one.hub_id,
      account_name: one.account_name,
      installation: one.id,
      code,
      hubspot_status: code === 'RefreshRejected' ? 'BAD_REFRESH_TOKEN' : null,
      correlation_id: code === null ? null : '0190f4b2-6c1e-7b4e-9d35-1f0a2b3c4d5e',
      by: kind.startsWith('refresh') ? 'schedule' : 'person',
    };
  });
}
