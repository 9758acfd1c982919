/** What the invented world answers to taking up installations, and to harmless calls. */
import type { AppView, Commands, ImportRowView, ImportView, InstallationView, Problem } from '../bindings/contract';
import { ProblemError } from './host';
import type { SampleHost } from './sample';

/** Tokens that the invented HubSpot refuses, and how. Any other is good, for the account that is named or a new one. */
export const badTokens = { dead: 'dead-token', otherApp: 'token-of-another-app', otherAccount: 'token-of-another-account', known: 'token-of-a-known-one', limited: 'one-too-many' };

/** The account that `otherAccount` is for. */
const FOUND = 55_201_941;
const living = ['healthy', 'unproven', 'retrying', 'scopes_behind'];

/** One line of an invented CSV file. */
export interface SampleLine {
  hub_id: number | null;
  refresh_token: string;
}

/** 62 lines, of which a few are refused. */
export function makeSampleFile(): SampleLine[] {
  return Array.from({ length: 62 }, (_, at) => ({ hub_id: at % 5 === 0 ? null : 71_000_000 + at * 911, refresh_token: at % 17 === 3 ? badTokens.dead : at % 29 === 11 ? badTokens.otherApp : `token-${at}` }));
}

export function addAdoptAnswers(host: SampleHost, appOf: (id: string) => AppView): void {
  const running = new Map<string, { app: AppView; lines: SampleLine[]; view: ImportView }>();
  let next = 1;

  host.answer('installation_add', ({ app, refresh_token, hub_id }: Commands['installation_add'][0]): Commands['installation_add'][1] => {
    const id = adopt(host, appOf(app), { hub_id: hub_id ?? null, refresh_token });
    return { id };
  });

  host.answer('installation_import', ({ app }: Commands['installation_import'][0]): Commands['installation_import'][1] => {
    if (host.nextFile === null) return { import: null };
    const [lines, id] = [host.nextFile, `import-${next++}`];
    running.set(id, { app: appOf(app), lines, view: { import: id, app, total: lines.length, done: 0, added: 0, finished: lines.length === 0, rows: [] } });
    if (host.pace > 0) play();
    return { import: id };
  });

  host.answer('import_list', (): Commands['import_list'][1] => [...running.values()].map(({ view }) => structuredClone(view)).filter(({ finished }) => !finished));

  host.answer('import_status', ({ import: id }: Commands['import_status'][0]): Commands['import_status'][1] => {
    const found = running.get(id);
    if (found === undefined) throw new ProblemError({ code: 'BatchUnknown', args: {} });
    return structuredClone(found.view);
  });

  host.answer('import_cancel', ({ import: id }: Commands['import_cancel'][0]) => {
    const { view, lines } = running.get(id) ?? {};
    if (view === undefined || lines === undefined) throw new ProblemError({ code: 'BatchUnknown', args: {} });
    for (let at = view.done; at < lines.length; at++) view.rows.push(row(at, lines[at]?.hub_id ?? null, { code: 'ImportCancelled' }));
    Object.assign(view, { done: view.rows.length, finished: true });
    host.tell({ event: 'import_progressed', import: id });
    return {};
  });

  host.answer('installation_call', ({ id }: Commands['installation_call'][0]): Commands['installation_call'][1] => {
    const { health, code, hub_id, account_name, account_type, data_hosting } = host.one(id);
    if (health === 'needs_reauthorization') throw new ProblemError({ code: code ?? 'RefreshRejected', args: {} });
    return {
      http_status: 200,
      took_ms: 143,
      correlation_id: '0190f4b2-6c1e-7b4e-9d35-1f0a2b3c4d5e',
      rate_limit: { max: 110, remaining: 108, interval_ms: 10_000 },
      refreshed: health === 'unproven',
      hub_id,
      name: account_name,
      account_type,
      data_hosting,
      time_zone: 'Europe/Berlin',
    };
  });

  host.advanceImport = (count = 1) => {
    for (const [id, { app, lines, view }] of running) {
      for (let left = count; left > 0 && !view.finished; left--) {
        const at = view.done;
        view.rows.push(tryLine(host, app, at, lines[at] as SampleLine));
        Object.assign(view, { done: at + 1, added: view.rows.filter(({ problem }) => problem === null).length, finished: at + 1 === lines.length });
      }
      host.tell({ event: 'import_progressed', import: id });
    }
  };

  function play(): void {
    setTimeout(() => {
      host.advanceImport();
      if ([...running.values()].some(({ view }) => !view.finished)) play();
    }, host.pace);
  }
}

function row(at: number, hub_id: number | null, problem: Problem | null, installation: string | null = null): ImportRowView {
  return { line: at + 1, hub_id, installation, problem };
}

function tryLine(host: SampleHost, app: AppView, at: number, line: SampleLine): ImportRowView {
  try {
    const id = adopt(host, app, line);
    return row(at, host.one(id).hub_id, null, id);
  } catch (thrown) {
    const { code, args } = thrown as ProblemError;
    return row(at, line.hub_id, { code: code as Problem['code'], args });
  }
}

/** The new installation's name, or the problem is thrown. */
function adopt(host: SampleHost, app: AppView, { hub_id, refresh_token }: SampleLine): string {
  refuse(host, app, hub_id, refresh_token);
  const [like] = host.world.installations;
  const account = host.world.accounts.find((one) => one.hub_id === hub_id);
  if (like === undefined) throw new ProblemError({ code: 'InstallationUnknown', args: {} });
  const made: InstallationView = {
    ...structuredClone(like),
    id: crypto.randomUUID(),
    kind: 'installation',
    app: app.id,
    app_name: app.name,
    environment: app.environment,
    hub_id: hub_id ?? FOUND + host.world.installations.length,
    account_name: account?.name ?? null,
    domain: account?.domain ?? null,
    account_type: account?.account_type ?? 'unknown',
    health: 'healthy',
    code: null,
    installed_by: null,
    hubspot_status: null,
    correlation_id: null,
    error_at: null,
    proven_at: Date.now(),
    authorized_at: Date.now(),
    proofs: [{ at: Date.now(), result: 'ok' }],
  };
  host.world.installations.push(made);
  host.tell({ event: 'installation_added', flow: null, id: made.id, hub_id: made.hub_id ?? FOUND, renewed: false });
  return made.id;
}

function refuse(host: SampleHost, app: AppView, hub_id: number | null, token: string): void {
  const other = host.world.apps.find(({ id }) => id !== app.id);
  const known = host.world.installations.find((one) => one.app === app.id && living.includes(one.health) && (token === badTokens.known || one.hub_id === hub_id));
  const refusals: Record<string, Problem> = {
    [badTokens.dead]: { code: 'RefreshRejected' },
    [badTokens.otherApp]: { code: 'TokenForOtherApp', args: { belongs_to: other?.name ?? null } },
    [badTokens.limited]: { code: 'RateLimited', args: {}, retry_after: 10 as unknown as bigint },
    ...(hub_id === null || hub_id === FOUND ? {} : { [badTokens.otherAccount]: { code: 'TokenForOtherAccount', args: { expected_hub_id: hub_id, found_hub_id: FOUND } } }),
    ...(known === undefined ? {} : { [token]: { code: 'InstallationExists', args: { installation: known.id } } }),
  };
  const refusal = refusals[token];
  if (refusal !== undefined) throw new ProblemError({ ...refusal, args: refusal.args ?? {}, retry_after: Number(refusal.retry_after ?? 0) });
}
