/** What is to be installed where: the choice, and the preflight that runs on its own with each change. */
import { call, toProblem, type ProblemError } from '../api';
import type { AccountView, AppDraft, AppId, AppView, Finding, FlowId } from '../bindings/contract';
import { draftOf } from './app-form.svelte';

export class InstallForm {
  apps = $state.raw<AppView[] | null>(null);
  accounts = $state.raw<AccountView[]>([]);
  app = $state<AppId>();
  /** Undefined: it is chosen in the browser. */
  hubId = $state<number>();
  redirectUrl = $state('');
  /** Nothing listens, and the address is pasted: for this app and redirect URL only. */
  byPaste = $state(false);
  /** Null while they are on their way. */
  findings = $state.raw<Finding[] | null>(null);
  problem = $state.raw<ProblemError | null>(null);
  starting = $state(false);
  #round = 0;

  get chosenApp(): AppView | undefined {
    return this.apps?.find(({ id }) => id === this.app);
  }

  get chosenAccount(): AccountView | undefined {
    return this.accounts.find(({ hub_id }) => hub_id === this.hubId);
  }

  get blocking(): Finding[] {
    return (this.findings ?? []).filter(({ level }) => level === 'block');
  }

  /** Whether it may be started: everything is chosen and nothing blocks. */
  get ready(): boolean {
    return this.findings !== null && this.blocking.length === 0 && this.redirectUrl !== '';
  }

  /** What preflight and start are asked about alike. */
  get #chosen(): { redirect_url: string; hub_id?: number; by_paste?: true } {
    const { redirectUrl: redirect_url, hubId: hub_id, byPaste } = this;
    return { redirect_url, ...(hub_id === undefined ? {} : { hub_id }), ...(byPaste ? { by_paste: true } : {}) };
  }

  /** Reads what can be chosen; takes the wishes of the address. */
  async load(wish: { app?: string | undefined; hubId?: number | undefined; redirectUrl?: string | undefined }): Promise<void> {
    try {
      [this.apps, this.accounts] = await Promise.all([call('app_list'), call('account_list')]);
      this.hubId = wish.hubId;
      this.choose(this.apps.find(({ id }) => id === wish.app)?.id ?? this.apps[0]?.id, wish.redirectUrl);
    } catch (thrown) {
      this.problem = toProblem(thrown);
    }
  }

  /** Chooses the app, and the first of its redirect URLs that comes back by itself. */
  choose(app: AppId | undefined, redirectUrl?: string): void {
    if (app !== this.app) this.byPaste = false;
    this.app = app;
    const urls = this.chosenApp?.redirect_urls ?? [];
    const wished = redirectUrl !== undefined && urls.includes(redirectUrl) ? redirectUrl : undefined;
    this.chooseUrl(wished ?? urls.find((url) => url.startsWith('http://localhost')) ?? urls[0] ?? '');
  }

  chooseUrl(redirectUrl: string): void {
    if (redirectUrl !== this.redirectUrl) this.byPaste = false;
    this.redirectUrl = redirectUrl;
    void this.preflight();
  }

  /** Pins the account. What was found stays until it is looked at again: the button that is being clicked mustn't go. */
  pin(hubId: number | undefined): void {
    this.hubId = hubId;
    void this.#look();
  }

  /** Goes on without the port, or listens again. */
  paste(byPaste: boolean): void {
    this.byPaste = byPaste;
    void this.preflight();
  }

  /** Puts one thing of the app's profile right, and looks again. */
  async putRight(changed: Partial<AppDraft>): Promise<void> {
    const app = this.chosenApp;
    if (app === undefined) return;
    try {
      await call('app_save', { app: { ...draftOf(app), ...changed, id: app.id } });
      await this.load({ app: app.id, hubId: this.hubId, redirectUrl: this.redirectUrl });
    } catch (thrown) {
      this.problem = toProblem(thrown);
    }
  }

  async preflight(): Promise<void> {
    this.findings = null;
    await this.#look();
  }

  /** The newest choice wins, whatever order the answers come in. */
  async #look(): Promise<void> {
    const { app } = this;
    const round = ++this.#round;
    if (app === undefined) return;
    try {
      const { findings } = await call('install_preflight', { app, ...this.#chosen });
      if (round !== this.#round) return;
      this.findings = findings;
      this.problem = null;
    } catch (thrown) {
      if (round === this.#round) this.problem = toProblem(thrown);
    }
  }

  /** Starts it; the flow, or null and the problem stands. */
  async start(openBrowser = true): Promise<FlowId | null> {
    const { app } = this;
    if (app === undefined || this.starting) return null;
    this.starting = true;
    try {
      return (await call('install_start', { app, ...this.#chosen, open_browser: openBrowser })).flow;
    } catch (thrown) {
      this.problem = toProblem(thrown);
      return null;
    } finally {
      this.starting = false;
    }
  }
}
