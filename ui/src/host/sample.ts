/**
 * The invented world behind the contract, in memory: for `?sample` of the development server and
 * for component tests. It keeps snapshots, answers facets, and lets time pass where a person would
 * wait. It proves nothing about the program: that is what the tests against the bridge are for.
 */
import type {
  BatchSummary,
  Commands,
  Event,
  FacetsView,
  FlowView,
  Health,
  InstallationFilter,
  InstallationRowView,
  InstallationView,
  Language,
  ScopeDriftView,
  SessionView,
  WorldView,
} from '../bindings/contract';
import { ProblemError, type HostEvent } from './host';
import { MemoryHost } from './memory';
import { makeSampleFile, type SampleLine } from './sample-adopt';
import { newFlow } from './sample-armed';
import { addCareAnswers } from './sample-care';
import { addFormAnswers } from './sample-forms';
import { addListAnswers, sampleSettings } from './sample-lists';
import { addNetworkAnswers } from './sample-network';
import { addStatusAnswers } from './sample-status';
import { addProjectAnswers, sampleFiles } from './sample-projects';
import { costOf } from './sample-scopes';
import { countHealth, hasTokenWords, isLockable, makeSampleWorld, needsPersonWords, type SampleWorld } from './sample-world';

type Answers = { [K in keyof Commands]?: (args: Commands[K][0]) => Commands[K][1] };

const order: Health[] = [
  'needs_reauthorization',
  'app_problem',
  'token_unreadable',
  'secret_unavailable',
  'quarantined',
  'held',
  'scopes_behind',
  'retrying',
  'unproven',
  'healthy',
  'revoked',
  'uninstalled',
];
const nothing = {} as Record<string, never>;
export class SampleHost extends MemoryHost {
  readonly world: SampleWorld;
  session: SessionView;
  /** Milliseconds between the steps of what takes time; 0 in tests that drive it by hand. */
  readonly pace: number;
  /** What somebody does elsewhere while this flow is waited for. */
  comeFromElsewhere: (flow: string) => void = () => undefined;
  /** The CSV file that is chosen next; null: none. */
  nextFile: SampleLine[] | null = makeSampleFile();
  /** Tries the next lines of it. */
  advanceImport: (lines?: number) => void = () => undefined;
  /** The apps in the developer project on this computer, by uid. */
  readonly files = sampleFiles();
  readonly #snapshots = new Map<number, string[]>();
  readonly #flows = new Map<string, FlowView>();
  readonly #summaries = new Map<string, BatchSummary>();
  readonly systemLanguage: Language;
  readonly #forgotten = new Map<string, InstallationView>();
  #next = 1;

  constructor({ now = Date.now(), count = 62, pace = 0, practice = false, language = 'en' as Language } = {}) {
    super();
    this.systemLanguage = language;
    this.pace = pace;
    // Below nought there is nothing at all: the first start.
    this.world = count < 0 ? { apps: [], accounts: [], installations: [], activity: [] } : makeSampleWorld(now, count);
    this.session = this.#makeSession(practice);
    for (const [name, answer] of Object.entries(this.#answers())) {
      this.answer(name, (args: never) => structuredClone((answer as (args: never) => unknown)(args)));
    }
    addFormAnswers(this);
    addProjectAnswers(this);
    addStatusAnswers(this);
    addListAnswers(this);
    addCareAnswers(this);
    addNetworkAnswers(this);
  }

  /** Sends an event of the contract; without a word, of the world shown. */
  tell(event: Event, world: WorldView | null = this.session.world): void {
    this.emit({ ...event, world } as unknown as HostEvent);
  }

  /** Changes a row as the program would, and says so. */
  change(id: string, changed: Partial<InstallationView>): void {
    Object.assign(this.one(id), changed);
    this.tell({ event: 'installations_changed', which: 'ids', ids: [id] });
  }

  one(id: string): InstallationView {
    const found = this.world.installations.find((row) => row.id === id);
    if (found === undefined) throw new ProblemError({ code: 'InstallationUnknown', args: {} });
    return found;
  }

  /** What each lack costs, in the language of the window. */
  #told(row: InstallationView): InstallationView {
    const lacks = ({ wanted, granted }: ScopeDriftView) => wanted && !granted;
    return { ...row, scopes: row.scopes.map((drift) => (lacks(drift) ? { ...drift, cost: costOf(drift.scope, this.session.language) } : drift)) };
  }

  #makeSession(practice: boolean): SessionView {
    return {
      version: '0.1.0',
      world: practice ? 'practice' : 'hubspot',
      practice_available: true,
      hubspot_available: true,
      language: this.systemLanguage,
      tray: true,
      unsaved: null,
      view_only: false,
      shared: null,
      data_directory: '/home/maya/.local/share/portalkeeper',
      vault: { state: 'open', slots: ['keyring'], keyring_available: true, sealed: 60, recovery: false },
      lockable: false,
      counts: { installations: 0, needs_person: 0, has_token: 0, accounts: 0, apps: 0 },
      settings: structuredClone(sampleSettings),
      settings_unreadable: false,
    };
  }

  /** Asks where something would be lost, as the program does. */
  #quit(): Record<string, never> {
    if (this.session.unsaved !== null) this.tell({ event: 'quit_asked' });
    return nothing;
  }

  #answers(): Answers {
    return {
      session_get: () => ({ ...this.session, lockable: isLockable(this.session.vault), counts: this.#counts() }),
      world_enter: ({ world }) => ({ ...(this.session = { ...this.session, world }), lockable: isLockable(this.session.vault), counts: this.#counts() }),
      settings_save: (settings) => this.#saveSettings(settings),
      settings_reset: () => {
        this.session = { ...this.session, settings_unreadable: false };
        return this.#saveSettings(sampleSettings);
      },
      session_quit: () => this.#quit(),
      answers_save: () => ({ unsaved: this.session.unsaved }),
      app_list: () => this.world.apps,
      account_list: () => this.world.accounts,
      matrix_query: () => this.#matrix(),
      installation_query: (args) => this.#query(args),
      installation_get: ({ id }) => this.#told(this.one(id)),
      installation_refresh: (args) => this.#refresh(args),
      installation_reauthorize: ({ id }) => this.#reauthorize(id),
      installation_copy_token: () => ({ clears_at: Date.now() + 30_000, expires_at: Date.now() + 25 * 60_000, refreshed: false }),
      installation_annotate: ({ id, ...written }) => (this.change(id, written), nothing),
      installation_revoke: (args) => this.#exit(args, 'revoked', ['revoke', 'wipe']),
      installation_uninstall: (args) => this.#exit(args, 'uninstalled', ['refresh', 'uninstall', 'revoke', 'wipe']),
      installation_forget: ({ id }) => this.#forget(id),
      installation_restore: ({ id }) => this.#restore(id),
      grant_keep: ({ id }) => this.#keep(id),
      grant_discard: ({ id }) => this.#forget(id),
      install_list: () => [...this.#flows.values()],
      install_status: ({ flow }) => this.#flow(flow),
      install_open_browser: () => nothing,
      install_cancel: ({ flow }) => this.#cancelFlow(flow),
      batch_status: ({ batch }) => ({ batch, total: 0, done: 0, finished: false, summary: this.#summaries.get(batch) ?? noSummary(), problem: null }),
      batch_cancel: () => nothing,
      activity_query: (args) => this.#activity(args),
      vault_status: () => this.session.vault,
      vault_lock: () => this.#setVault('locked'),
      vault_unlock: () => this.#setVault('open'),
    };
  }

  #counts(): SessionView['counts'] {
    const rows = this.world.installations;
    return {
      installations: rows.filter(({ health }) => health !== 'revoked' && health !== 'uninstalled').length,
      needs_person: rows.filter(({ health }) => needsPersonWords.includes(health)).length,
      has_token: rows.filter(({ health }) => hasTokenWords.includes(health)).length,
      accounts: this.world.accounts.length,
      apps: this.world.apps.length,
    };
  }

  #saveSettings(changed: Partial<SessionView['settings']>): SessionView['settings'] {
    const settings = { ...this.session.settings, ...changed };
    const language = settings.language === 'system' ? this.systemLanguage : settings.language;
    this.session = { ...this.session, settings, language, view_only: settings.view_only || this.session.shared !== null };
    this.tell({ event: 'settings_changed' });
    return settings;
  }

  #setVault(state: 'open' | 'locked'): SessionView['vault'] {
    this.session = { ...this.session, vault: { ...this.session.vault, state } };
    this.tell({ event: 'vault_changed' });
    return this.session.vault;
  }

  #query({ filter, sort, offset = 0, limit = 100, snapshot, keep = true }: Commands['installation_query'][0]) {
    const wanted = this.world.installations.filter((row) => lets(row, filter)).sort((a, b) => compare(a, b, sort));
    const ids = snapshot === undefined ? wanted.map(({ id }) => id) : this.#snapshots.get(snapshot);
    if (ids === undefined) throw new ProblemError({ code: 'SnapshotGone', args: {} });
    const name = snapshot ?? (keep ? this.#next++ : null);
    if (name !== null) this.#snapshots.set(name, ids);
    const stale = ids.filter((id, at) => wanted[at]?.id !== id).length + Math.max(0, wanted.length - ids.length);
    const rows = ids.slice(offset, offset + limit).map((id) => this.world.installations.find((row) => row.id === id) ?? this.#forgotten.get(id));
    return {
      snapshot: name,
      total: ids.length,
      unfiltered: this.world.installations.length,
      stale,
      facets: this.#facets(filter),
      rows: rows.filter((row) => row !== undefined),
    };
  }

  #facets(filter: InstallationFilter | undefined): FacetsView {
    const rows = (without: Partial<InstallationFilter>) => this.world.installations.filter((row) => lets(row, { ...filter, ...without } as InstallationFilter));
    return {
      health: countHealth(rows({ healths: [] })),
      apps: tally(rows({ apps: [] }).map(({ app }) => app)),
      account_types: tally(rows({ account_types: [] }).map(({ account_type }) => account_type)),
      tags: tally(rows({ tags: [] }).flatMap(({ tags }) => tags)),
    };
  }

  #matrix(): Commands['matrix_query'][1] {
    const types = [...new Set(this.world.accounts.map(({ account_type }) => account_type))];
    const { has_token, needs_person } = this.#counts();
    return {
      apps: this.world.apps.map(({ id, name, environment }) => ({ id, name, environment })),
      groups: types.map((account_type) => ({
        account_type,
        accounts: this.world.accounts.filter((one) => one.account_type === account_type).length,
        health: countHealth(this.world.installations.filter((one) => one.account_type === account_type)),
      })),
      total: this.world.accounts.length,
      has_token,
      needs_person,
      rows: this.world.accounts.map((account) => ({
        ...account,
        cells: this.world.installations
          .filter(({ hub_id }) => hub_id === account.hub_id)
          .map(({ app, id, kind, health, code, proven_at, error_at }) => ({ app, id, kind, health, code, proven_at, error_at })),
      })),
    };
  }

  #activity({ app, hub_id, installation, kinds = [], failures_only = false, search = '', since, until, offset = 0, limit = 100 }: Commands['activity_query'][0]) {
    const words = search.toLowerCase().split(/\s+/);
    const rows = this.world.activity.filter(
      (line) =>
        (app === undefined || line.app === app) &&
        (hub_id === undefined || line.hub_id === hub_id) &&
        (installation === undefined || line.installation === installation) &&
        (kinds.length === 0 || kinds.includes(line.kind)) &&
        (!failures_only || line.code !== null) &&
        (since === undefined || line.at >= since) &&
        (until === undefined || line.at < until) &&
        words.every((word) => [line.app_name, line.account_name, line.hub_id, line.code, line.hubspot_status, line.correlation_id].join(' ').toLowerCase().includes(word)),
    );
    return { total: rows.length, rows: rows.slice(offset, offset + limit) };
  }

  #refresh(request: Commands['installation_refresh'][0]): Commands['installation_refresh'][1] {
    const ids = 'ids' in request ? request.ids : (this.#snapshots.get(request.snapshot) ?? []).filter((id) => !request.except.includes(id));
    const batch = `batch-${this.#next++}`;
    const summary = noSummary();
    this.#summaries.set(batch, summary);
    if (this.pace > 0) this.#play(batch, ids, 0, summary);
    return { batch, total: ids.length };
  }

  #play(batch: string, ids: string[], done: number, summary: BatchSummary): void {
    const total = ids.length;
    if (done === total) return this.tell({ event: 'refresh_finished', batch, summary, problem: null });
    setTimeout(() => {
      const row = this.one(ids[done] as string);
      const good = hasTokenWords.includes(row.health);
      if (good) summary.proven += 1;
      else summary.refused += 1;
      if (good) this.change(row.id, { proven_at: Date.now(), refreshing: false });
      this.tell({ event: 'refresh_progressed', batch, done: done + 1, total, failed: summary.refused });
      this.#play(batch, ids, done + 1, summary);
    }, this.pace);
  }

  #reauthorize(id: string): Commands['installation_reauthorize'][1] {
    const row = this.one(id);
    const flow = `flow-${this.#next++}`;
    const authorize_url = `https://app.hubspot.com/oauth/${row.hub_id}/authorize?client_id=invented`;
    const expires_at = Date.now() + 600_000;
    const redirect_url = 'http://localhost:3000/oauth/callback';
    const { app, app_name, hub_id, account_name } = row;
    this.#flows.set(flow, newFlow({ flow, app, app_name, hub_id, account_name, redirect_url, authorize_url, expires_at, renews: id }));
    this.tell({ event: 'install_started', flow });
    if (this.pace > 0) setTimeout(() => this.consent(flow), this.pace * 60);
    return { flow, authorize_url, expires_at };
  }

  /** What the person does in the browser. */
  consent(flow: string): void {
    const view = this.#flow(flow);
    if (view.state !== 'waiting' || view.renews === null) return;
    Object.assign(view, { state: 'done', step: 'save', installation: view.renews, authorize_url: null });
    this.change(view.renews, { health: 'healthy', code: null, proven_at: Date.now() });
    this.tell({ event: 'installation_added', flow, id: view.renews, hub_id: view.hub_id ?? 0, renewed: true });
  }

  #cancelFlow(flow: string): Record<string, never> {
    const view = this.#flow(flow);
    if (view.state !== 'waiting') throw new ProblemError({ code: 'FlowExpired', args: {} });
    const problem = { code: 'FlowCancelled' as const };
    Object.assign(view, { state: 'failed', problem });
    this.tell({ event: 'install_failed', flow, problem });
    return nothing;
  }

  #flow(flow: string): FlowView {
    const view = this.#flows.get(flow);
    if (view === undefined) throw new ProblemError({ code: 'FlowUnknown', args: {} });
    return view;
  }

  #exit({ id, confirm_domain }: Commands['installation_revoke'][0], health: Health, steps: Commands['installation_revoke'][1]['steps'][number]['step'][]) {
    const { confirm_domain: expected } = this.one(id);
    if (expected !== null && confirm_domain?.toLowerCase() !== expected.toLowerCase()) throw new ProblemError({ code: 'ConfirmationMismatch', args: { expected } });
    this.change(id, { health, tokens: null, code: null });
    return {
      steps: steps.map((step) => ({
        step,
        http_status: step === 'wipe' ? null : step === 'refresh' ? 200 : 204,
        correlation_id: step === 'wipe' ? null : '0190f4b2-6c1e-7b4e-9d35-1f0a2b3c4d5e',
        problem: null,
      })),
    };
  }

  #forget(id: string): Record<string, never> {
    this.#forgotten.set(id, this.one(id));
    this.world.installations = this.world.installations.filter((row) => row.id !== id);
    this.tell({ event: 'installations_changed', which: 'ids', ids: [id] });
    return nothing;
  }

  #keep(id: string): { id: string } {
    const renews = this.one(id).unconfirmed?.renews ?? id;
    if (renews !== id) this.#forget(id);
    this.change(renews, { kind: 'installation', health: 'healthy', code: null, unconfirmed: null });
    return { id: renews };
  }

  #restore(id: string): Record<string, never> {
    const row = this.#forgotten.get(id);
    if (row !== undefined) this.world.installations.push(row);
    this.tell({ event: 'installations_changed', which: 'ids', ids: [id] });
    return nothing;
  }
}

const noSummary = (): BatchSummary => ({ proven: 0, refused: 0, postponed: 0, skipped: 0, cancelled: 0 });

function tally<T extends string>(words: readonly T[]): Record<T, number> {
  const counts = {} as Record<T, number>;
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function lets(row: InstallationRowView, filter: InstallationFilter | undefined): boolean {
  const { search = '', apps = [], healths = [], account_types = [], tags = [], hub_id = null } = filter ?? {};
  const text = [row.account_name, row.domain, row.hub_id, row.app_name, row.installed_by, ...row.tags].join(' ').toLowerCase();
  return (
    (apps.length === 0 || apps.includes(row.app)) &&
    (healths.length === 0 || healths.includes(row.health)) &&
    (account_types.length === 0 || account_types.includes(row.account_type)) &&
    (tags.length === 0 || tags.some((tag) => row.tags.includes(tag))) &&
    (hub_id === null || row.hub_id === hub_id) &&
    search.toLowerCase().split(/\s+/).every((word) => text.includes(word))
  );
}

function compare(a: InstallationRowView, b: InstallationRowView, sort: Commands['installation_query'][0]['sort'] | undefined): number {
  const { by = 'health', descending = false } = sort ?? {};
  const keys: Record<typeof by, (row: InstallationRowView) => string | number> = {
    health: (row) => order.indexOf(row.health),
    account: (row) => row.account_name ?? '',
    hub_id: (row) => row.hub_id ?? 0,
    app: (row) => row.app_name,
    scopes: (row) => row.scopes_granted,
    proven: (row) => row.proven_at ?? 0,
    installed_by: (row) => row.installed_by ?? '',
  };
  const [left, right] = [keys[by](a), keys[by](b)];
  const way = left < right ? -1 : left > right ? 1 : a.id < b.id ? -1 : 1;
  return descending ? -way : way;
}
