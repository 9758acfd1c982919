/**
 * Accounts × apps. Only the accounts on screen are held; groups and numbers come with every answer,
 * so that the whole grid can be laid out.
 */
import { call, onEvent, toProblem, type ProblemError } from '../api';
import type { Event, InstallationFilter, MatrixAppView, MatrixGroupView, MatrixRowView } from '../bindings/contract';
import { coalesce } from './coalesce';
import { WINDOW, Windows } from './windows.svelte';

const telling: ReadonlySet<Event['event']> = new Set([
  'installations_changed',
  'installation_added',
  'grant_quarantined',
  'apps_changed',
  'accounts_changed',
  'vault_changed',
]);

export class Matrix {
  filter = $state.raw<Partial<InstallationFilter>>({});
  apps = $state.raw<MatrixAppView[]>([]);
  groups = $state.raw<MatrixGroupView[]>([]);
  total = $state(0);
  hasToken = $state(0);
  needsPerson = $state(0);
  /** Why the last question failed. Rows that are here stay. */
  problem = $state.raw<ProblemError | null>(null);
  /** The first answer came. */
  loaded = $state(false);
  readonly #windows = new Windows<MatrixRowView>();
  readonly #refresh = coalesce(() => this.#askVisible());
  #round = 0;
  readonly #inFlight = new Set<string>();

  /** Subscribes, then asks; the answer ends it. */
  start(): () => void {
    const unhear = onEvent((event) => {
      if (telling.has(event.event)) void this.#refresh();
    });
    void this.show(this.filter);
    return () => {
      unhear();
      this.#round += 1;
    };
  }

  /** Asks for other accounts. The newest question wins. */
  async show(filter: Partial<InstallationFilter>): Promise<void> {
    this.filter = filter;
    const round = ++this.#round;
    this.#windows.see(0, 1);
    await this.#ask(0, round, true);
  }

  rowAt(index: number): MatrixRowView | undefined {
    return this.#windows.rowAt(index);
  }

  /** What is on screen: windows that lack are asked for. */
  see(from: number, to: number): void {
    if (!this.loaded) return;
    for (const page of this.#windows.see(from, to)) void this.#ask(page, this.#round, false);
  }

  async #askVisible(): Promise<void> {
    this.#windows.keepVisible();
    const round = this.#round;
    await Promise.all(this.#windows.visible().map((page) => this.#ask(page, round, false)));
  }

  async #ask(page: number, round: number, anew: boolean): Promise<void> {
    const name = `${round}:${page}`;
    if (this.#inFlight.has(name) && !anew) return;
    this.#inFlight.add(name);
    try {
      const answer = await call('matrix_query', { filter: this.filter, offset: page * WINDOW, limit: WINDOW });
      if (round !== this.#round) return;
      this.apps = answer.apps;
      this.groups = answer.groups;
      this.total = answer.total;
      this.hasToken = answer.has_token;
      this.needsPerson = answer.needs_person;
      if (anew) this.#windows.replace(page, answer.rows);
      else this.#windows.put(page, answer.rows);
      this.loaded = true;
      this.problem = null;
    } catch (thrown) {
      if (round === this.#round) this.problem = toProblem(thrown);
    } finally {
      this.#inFlight.delete(name);
    }
  }
}
