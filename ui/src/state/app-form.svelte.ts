/**
 * The form of one app: what is kept, what was typed since, and what the program says about it.
 * Every change is checked as it is typed; the newest answer wins.
 */
import { call, toProblem, type ProblemError } from '../api';
import type { AppDraft, AppId, AppInput, AppView, Finding, LogoView } from '../bindings/contract';

/** How long typing must rest before it is checked. */
export const CHECK_AFTER = 150;

export const emptyDraft: AppDraft = {
  name: '',
  description: '',
  support: { email: '', phone: '', documentation_url: '', support_url: '' },
  environment: 'development',
  distribution: 'unknown',
  hubspot_app_id: null,
  client_id: '',
  authorize_host: 'app.hubspot.com',
  api_version: '2026-09',
  pkce: false,
  redirect_urls: [],
  required_scopes: ['oauth'],
  conditionally_required_scopes: [],
  optional_scopes: [],
  source: null,
};

const fields = Object.keys(emptyDraft) as (keyof AppDraft)[];

const nested = ['client_secret', ...Object.keys(emptyDraft.support).map((field) => `support.${field}`)];

/** What a project's file never holds: a person hasn't left it out there. */
const neverInFiles = ['client_id', 'client_secret'];

/** A draft that another view made: Paste an authorization URL, Import a project. Taken once. */
class Handover {
  /** Goes up with each draft: a form that is open already hears of it. */
  round = $state(0);
  #draft: AppDraft | null = null;

  give(draft: AppDraft): void {
    this.#draft = draft;
    this.round += 1;
  }

  take(): AppDraft | null {
    const draft = this.#draft;
    this.#draft = null;
    return draft;
  }
}
export const handover = new Handover();

export class AppForm {
  /** The app as it is kept; null while it is new or not read yet. */
  kept = $state.raw<AppView | null>(null);
  draft = $state<AppDraft>(structuredClone(emptyDraft));
  /** A new client secret; it leaves the window with the save and is dropped. */
  secret = $state('');
  replacingSecret = $state(false);
  keepFormer = $state(false);
  findings = $state.raw<Finding[]>([]);
  authorizeUrl = $state('');
  /** Why the last question failed: reading, checking or saving. */
  problem = $state.raw<ProblemError | null>(null);
  loading = $state(false);
  saving = $state(false);
  /** The findings speak of what is typed now. */
  checked = $state(false);
  /** Fields that a person has been at; a new form doesn't begin in red. */
  readonly #touched = $state<Record<string, boolean>>({});
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;

  /** How many fields differ from what is kept. */
  get changes(): number {
    const before = this.kept ?? emptyDraft;
    const changed = fields.filter((field) => JSON.stringify(this.draft[field]) !== JSON.stringify(before[field]));
    return changed.length + (this.secret === '' ? 0 : 1);
  }

  get dirty(): boolean {
    return this.changes > 0;
  }

  /** What forbids saving. */
  get blocking(): Finding[] {
    return this.findings.filter(({ level }) => level === 'block');
  }

  /** Whether a secret is or will be there. */
  get hasSecret(): boolean {
    return this.secret !== '' || (this.kept?.secret_set_at ?? null) !== null;
  }

  /** The findings at a field, once a person has been there. */
  at(field: string): Finding[] {
    return this.shown.filter((finding) => finding.field === field);
  }

  /** The findings that may be shown: all of a kept app's, and those where someone typed. */
  get shown(): Finding[] {
    return this.findings.filter(({ field }) => this.kept !== null || field === undefined || this.#isTouched(field));
  }

  /** A person has been at this field. */
  touch(field: string): void {
    this.#touched[root(field)] = true;
  }

  /** Everything is shown from now on: saving was tried. */
  touchAll(): void {
    for (const field of [...fields, ...nested]) this.#touched[field] = true;
  }

  async load(id: AppId): Promise<void> {
    this.loading = true;
    try {
      this.#keep(await call('app_get', { id }));
    } catch (thrown) {
      this.problem = toProblem(thrown);
    } finally {
      this.loading = false;
    }
  }

  /** Takes a logo that was chosen: it is kept already, and what is typed stays. */
  setLogo({ app, logo }: LogoView): void {
    if (this.kept?.id === app) this.kept = { ...this.kept, logo };
  }

  /** Begins a new app, perhaps with what was read elsewhere. */
  begin(draft: AppDraft | null): void {
    this.kept = null;
    this.findings = [];
    this.problem = null;
    this.dropSecret();
    for (const field of Object.keys(this.#touched)) delete this.#touched[field];
    this.draft = structuredClone(draft ?? emptyDraft);
    if (draft !== null) this.touchAll();
    if (draft !== null && draft.source !== null) for (const field of neverInFiles) delete this.#touched[field];
    this.checkSoon(0);
  }

  /** Someone typed: check when the typing rests. */
  checkSoon(after = CHECK_AFTER): void {
    this.checked = false;
    this.#round += 1;
    clearTimeout(this.#timer);
    const round = this.#round;
    this.#timer = setTimeout(() => void this.#check(round), after);
  }

  /** Takes back what was typed. */
  discard(): void {
    if (this.kept !== null) this.#keep(this.kept);
    else this.begin(null);
    this.dropSecret();
  }

  dropSecret(): void {
    this.secret = '';
    this.replacingSecret = false;
    this.keepFormer = false;
  }

  /** Saves; the app's identifier, or null and the problem stands. */
  async save(): Promise<AppId | null> {
    if (this.saving) return null;
    this.saving = true;
    this.problem = null;
    try {
      const { id } = await call('app_save', { app: this.#input() });
      this.dropSecret();
      this.#keep(await call('app_get', { id }));
      return id;
    } catch (thrown) {
      this.problem = toProblem(thrown);
      return null;
    } finally {
      this.saving = false;
    }
  }

  /** Ends what is planned. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#round += 1;
  }

  #keep(app: AppView): void {
    this.kept = app;
    this.draft = draftOf(app);
    this.problem = null;
    this.checkSoon(0);
  }

  #input(): AppInput {
    const draft = $state.snapshot(this.draft);
    return {
      ...draft,
      ...(this.kept === null ? {} : { id: this.kept.id }),
      ...(this.secret === '' ? {} : { client_secret: this.secret, keep_former_secret: this.keepFormer }),
    };
  }

  async #check(round: number): Promise<void> {
    try {
      const { findings, authorize_url } = await call('app_check', { app: this.#input() });
      if (round !== this.#round) return;
      this.findings = findings;
      this.authorizeUrl = authorize_url;
      this.checked = true;
    } catch (thrown) {
      if (round === this.#round) this.problem = toProblem(thrown);
    }
  }

  #isTouched(field: string): boolean {
    return this.#touched[root(field)] === true;
  }
}

/** `redirect_urls.1` belongs to `redirect_urls`; `support.email` stands for itself. */
function root(field: string): string {
  return field.replace(/\.\d+$/, '');
}

/** The fields of the form, without what the program adds. */
export function draftOf(app: AppDraft): AppDraft {
  const copy = structuredClone(emptyDraft) as Record<keyof AppDraft, unknown>;
  for (const field of fields) copy[field] = structuredClone(app[field]);
  return copy as AppDraft;
}
