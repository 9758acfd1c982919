/**
 * The activity list, newest first, read page by page. What happens meanwhile doesn't push lines
 * down: it is counted, and shown when a person asks.
 */
import { call, onEvent, toProblem, type ProblemError, type Request } from '../api';
import type { ActivityView } from '../bindings/contract';
import { coalesce } from './coalesce';

export type ActivityFilter = Omit<Request<'activity_query'>, 'offset' | 'limit'>;

const PAGE = 100;

export class Activity {
  lines = $state.raw<ActivityView[]>([]);
  total = $state(0);
  /** How many came since the list was read. */
  newer = $state(0);
  loading = $state(true);
  problem = $state.raw<ProblemError | null>(null);
  #filter: ActivityFilter = {};
  #round = 0;
  readonly #look = coalesce(() => this.#countNewer());

  /** Subscribes; the answer ends it. */
  follow(): () => void {
    return onEvent(() => void this.#look());
  }

  /** Reads the list anew. The newest question wins. */
  async show(filter: ActivityFilter): Promise<void> {
    const round = ++this.#round;
    this.#filter = filter;
    this.loading = true;
    await this.#read(round, 0, (rows) => rows);
  }

  reload(): Promise<void> {
    return this.show(this.#filter);
  }

  /** Reads on. Lines that came meanwhile have pushed the others down by as many. */
  async more(): Promise<void> {
    if (this.loading || this.lines.length >= this.total) return;
    this.loading = true;
    await this.#read(this.#round, this.lines.length + this.newer, (rows) => [...this.lines, ...rows]);
  }

  async #read(round: number, offset: number, join: (rows: ActivityView[]) => ActivityView[]): Promise<void> {
    try {
      const page = await call('activity_query', { ...this.#filter, offset, limit: PAGE });
      if (round !== this.#round) return;
      this.lines = join(page.rows);
      if (offset === 0) this.newer = 0;
      this.total = page.total - this.newer;
      this.problem = null;
    } catch (thrown) {
      if (round === this.#round) this.problem = toProblem(thrown);
    } finally {
      if (round === this.#round) this.loading = false;
    }
  }

  async #countNewer(): Promise<void> {
    const round = this.#round;
    const page = await call('activity_query', { ...this.#filter, limit: 1 }).catch(() => null);
    if (page === null || round !== this.#round || this.loading) return;
    this.newer = Math.max(0, page.total - this.total);
    if (this.lines.length === 0 && this.newer > 0) await this.reload();
  }
}
