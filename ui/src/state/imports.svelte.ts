/** Taking up installations from a CSV file: how far it is, and how each line went. It goes on without its dialog. */
import { call, onEvent, toProblem, type ProblemError } from '../api';
import type { AppId, BatchId, ImportView } from '../bindings/contract';
import { coalesce } from './coalesce';

export class Imports {
  /** The one that runs, else the one that ended last. */
  view = $state.raw<ImportView | null>(null);
  cancelling = $state(false);
  /** Why the last asking failed. What is known stays. */
  problem = $state.raw<ProblemError | null>(null);
  /** Told once for each that ends. */
  onend: ((view: ImportView, app: AppId) => void) | undefined;
  readonly #ask = coalesce(() => this.#askOnce());
  #unhear: (() => void) | undefined;
  /** Goes up with every world: answers about the former one are dropped. */
  #round = 0;

  /** The app that it is for. */
  get app(): AppId | null {
    return this.view?.app ?? null;
  }

  get running(): boolean {
    return this.view !== null && !this.view.finished;
  }

  /** Lets a person choose a file and begins; whether one was chosen is answered. */
  async start(app: AppId): Promise<boolean> {
    this.#listen();
    const round = this.#round;
    const { import: id } = await call('installation_import', { app });
    if (id === null || round !== this.#round) return false;
    Object.assign(this, { view: begun(id, app), cancelling: false, problem: null });
    // It may be under way, or over, before its name was known.
    await this.#ask();
    return true;
  }

  /** Finds one that goes on: the window is new, or another world is shown. */
  async load(): Promise<void> {
    this.#listen();
    const round = this.#round;
    const [view] = await call('import_list').catch(() => []);
    if (view === undefined || round !== this.#round || this.view !== null) return;
    this.view = view;
    await this.#ask();
  }

  async cancel(): Promise<void> {
    if (this.view === null || !this.running) return;
    this.cancelling = true;
    try {
      await call('import_cancel', { import: this.view.import });
      await this.#ask();
    } finally {
      this.cancelling = false;
    }
  }

  /** Asks again: the last asking failed. */
  again(): Promise<void> {
    return this.#ask();
  }

  /** Takes one that has ended out of sight. */
  dismiss(): void {
    if (!this.running) this.reset();
  }

  /** Forgets everything: another world is shown. */
  reset(): void {
    this.#round += 1;
    Object.assign(this, { view: null, cancelling: false, problem: null });
  }

  /** Ends listening. */
  stop(): void {
    this.#unhear?.();
    this.#unhear = undefined;
  }

  #listen(): void {
    this.#unhear ??= onEvent((event) => {
      if (event.event === 'import_progressed' && event.import === this.view?.import) void this.#ask();
    });
  }

  async #askOnce(): Promise<void> {
    const former = this.view;
    if (former === null || former.finished) return;
    try {
      const view = await call('import_status', { import: former.import });
      if (this.view?.import !== view.import) return;
      this.view = view;
      this.problem = null;
      if (view.finished) this.onend?.(view, view.app);
    } catch (thrown) {
      if (this.view?.import === former.import) this.problem = toProblem(thrown);
    }
  }
}

function begun(id: BatchId, app: AppId): ImportView {
  return { import: id, app, total: 0, done: 0, added: 0, finished: false, rows: [] };
}

export const imports = new Imports();
