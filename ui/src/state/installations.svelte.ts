/**
 * The list of installations. A question without a snapshot makes the list anew; from then on its
 * windows are read from that snapshot, so that no row moves under the pointer. What happens
 * meanwhile changes what the rows say; `stale` counts those that would stand elsewhere.
 */
import { call, onEvent, toProblem, type ProblemError, type Reply } from '../api';
import type {
  Event,
  FacetsView,
  InstallationFilter,
  InstallationId,
  InstallationRowView,
  InstallationSort,
} from '../bindings/contract';
import type { SelectionRequest } from '../parts/selection.svelte';
import { coalesce } from './coalesce';
import { WINDOW, Windows } from './windows.svelte';

type Page = Reply<'installation_query'>;

/** As many as one question may ask for. */
const MOST = 500;
const telling: ReadonlySet<Event['event']> = new Set([
  'installations_changed',
  'installation_added',
  'grant_quarantined',
  'apps_changed',
  'accounts_changed',
  'vault_changed',
]);

export const everything: InstallationFilter = {
  search: '',
  apps: [],
  healths: [],
  account_types: [],
  tags: [],
  hub_id: null,
};
const noFacets: FacetsView = { health: {}, apps: {}, account_types: {}, tags: {} };

export class Installations {
  filter = $state.raw<InstallationFilter>(everything);
  sort = $state.raw<InstallationSort>({ by: 'health', descending: false });
  snapshot = $state<number | null>(null);
  total = $state(0);
  unfiltered = $state(0);
  stale = $state(0);
  facets = $state.raw<FacetsView>(noFacets);
  /** Why the last question failed. Rows that are here stay. */
  problem = $state.raw<ProblemError | null>(null);
  /** The row that was opened last: whoever comes back finds it in view. */
  opened: InstallationId | undefined;
  /** A new list is on its way. */
  loading = $state(true);
  readonly #windows = new Windows<InstallationRowView>();
  readonly #refresh = coalesce(() => this.#askVisible());
  /** Goes up with every new list: answers to older questions are dropped. */
  #round = 0;
  readonly #inFlight = new Set<string>();
  #unhear: (() => void) | undefined;

  /** Subscribes; the first `show` asks. */
  listen(): void {
    this.#unhear ??= onEvent((event) => {
      if (telling.has(event.event) && this.snapshot !== null) void this.#refresh();
    });
  }

  stop(): void {
    this.#unhear?.();
    this.#unhear = undefined;
  }

  /** Forgets everything: another world is shown. */
  reset(): void {
    this.#round += 1;
    this.snapshot = null;
    this.#windows.clear();
    Object.assign(this, { total: 0, unfiltered: 0, stale: 0, facets: noFacets, loading: true, problem: null });
  }

  /** Asks for a list. The newest question wins, whatever order the answers come in. */
  show(filter: InstallationFilter, sort: InstallationSort): Promise<void> {
    this.filter = filter;
    this.sort = sort;
    this.#windows.see(0, 1);
    return this.reload();
  }

  /** The same question anew: "Sort again", "Try again". */
  async reload(): Promise<void> {
    const round = ++this.#round;
    const page = this.#windows.visible()[0] ?? 0;
    this.loading = true;
    this.listen();
    try {
      const answer = await this.#query(page * WINDOW, WINDOW);
      if (round === this.#round) this.#take(page, answer);
    } catch (thrown) {
      if (round === this.#round) this.problem = toProblem(thrown);
    } finally {
      if (round === this.#round) this.loading = false;
    }
  }

  rowAt(index: number): InstallationRowView | undefined {
    return this.#windows.rowAt(index);
  }

  /** The place of a row, if its window is here. */
  indexOf(id: InstallationId): number | undefined {
    for (const [index, row] of this.#windows.held()) if (row.id === id) return index;
    return undefined;
  }

  /** What is on screen: windows that lack are asked for. */
  see(from: number, to: number): void {
    if (this.snapshot === null) return;
    for (const page of this.#windows.see(from, to)) void this.#askPage(page);
  }

  /** The row at a place, asked for if it isn't here: for "next" and "previous". */
  async fetchAt(index: number): Promise<InstallationRowView | undefined> {
    if (index < 0 || index >= this.total) return undefined;
    const here = this.rowAt(index);
    if (here !== undefined || this.snapshot === null) return here;
    this.#windows.see(index, index + 1);
    await this.#askPage(Math.floor(index / WINDOW));
    return this.rowAt(index);
  }

  /** The ids between two places, both included. */
  async idsBetween(from: number, to: number): Promise<InstallationId[]> {
    const ids: InstallationId[] = [];
    for (let index = from; index <= to; index++) {
      const row = this.rowAt(index);
      if (row === undefined) return (await this.#rows(from, to + 1)).map(({ id }) => id);
      ids.push(row.id);
    }
    return ids;
  }

  /** The chosen rows themselves, asked for where they aren't here. */
  async chosenRows(selection: SelectionRequest): Promise<InstallationRowView[]> {
    const chosen = new Set(selection.all ? selection.except : selection.ids);
    const here = [...this.#windows.held()].map(([, row]) => row).filter(({ id }) => chosen.has(id));
    if (!selection.all && here.length === chosen.size) return here;
    const all = await this.#rows(0, this.total);
    return all.filter(({ id }) => chosen.has(id) !== selection.all);
  }

  async #rows(from: number, to: number): Promise<InstallationRowView[]> {
    const rows: InstallationRowView[] = [];
    for (let offset = from; offset < to; offset += MOST) {
      const answer = await this.#query(offset, Math.min(MOST, to - offset), this.snapshot ?? undefined);
      rows.push(...answer.rows);
    }
    return rows;
  }

  #query(offset: number, limit: number, snapshot?: number): Promise<Page> {
    const { filter, sort } = this;
    return call('installation_query', { filter, sort, offset, limit, ...(snapshot === undefined ? {} : { snapshot }) });
  }

  #take(page: number, answer: Page): void {
    this.#windows.replace(page, answer.rows);
    this.snapshot = answer.snapshot;
    this.problem = null;
    this.#count(answer);
  }

  #count({ total, unfiltered, stale, facets }: Page): void {
    Object.assign(this, { total, unfiltered, stale, facets });
  }

  /** Reads the windows on screen again, from the same snapshot. */
  async #askVisible(): Promise<void> {
    this.#windows.keepVisible();
    await Promise.all(this.#windows.visible().map((page) => this.#askPage(page, true)));
    // Nothing is there that could move.
    if (this.total === 0 && this.stale > 0) await this.reload();
  }

  async #askPage(page: number, again = false): Promise<void> {
    const round = this.#round;
    const key = `${round}:${page}`;
    if (this.snapshot === null || (this.#inFlight.has(key) && !again)) return;
    this.#inFlight.add(key);
    try {
      const answer = await this.#query(page * WINDOW, WINDOW, this.snapshot);
      if (round === this.#round) this.#takeWindow(page, answer);
      // Rows of it are gone from here: the list closes up.
      if (round === this.#round && answer.rows.length < Math.min(WINDOW, answer.total - page * WINDOW)) await this.reload();
    } catch (thrown) {
      if (round === this.#round) await this.#fail(toProblem(thrown));
    } finally {
      this.#inFlight.delete(key);
    }
  }

  #takeWindow(page: number, answer: Page): void {
    this.#windows.put(page, answer.rows);
    this.problem = null;
    this.#count(answer);
  }

  /** The program keeps few snapshots: one that is gone is made anew. */
  async #fail(problem: ProblemError): Promise<void> {
    if (problem.code === 'SnapshotGone') await this.reload();
    else this.problem = problem;
  }
}

export const installations = new Installations();
