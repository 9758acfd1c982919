/** Taking up installations from a CSV file: how far it is, and how each line went. It goes on without its dialog. */
import { call, onEvent, toProblem, type ProblemError } from '../api';
import type { AppId, BatchId, ImportView } from '../bindings/contract';
import { coalesce } from './coalesce';

export class Imports {
  /** The one that runs, else the one that ended last. */
  view = $state.raw<ImportView | null>(null);
  /** The app that it is for. */
  app = $state<AppId | null>(null);
  cancelling = $state(false);
  /** Why the last asking failed. What is known stays. */
  problem = $state.raw<ProblemError | null>(null);
  /** Told once for each that ends. */
  onend: ((view: ImportView, app: AppId) => void) | undefined;
  readonly #ask = coalesce(() => this.#askOnce());
  #unhear: (() => void) | undefined;

  get running(): boolean {
    return this.view !== null && !this.view.finished;
  }

  /** Lets a person choose a file and begins; whether one was chosen is answered. */
  async start(app: AppId): Promise<boolean> {
    this.#unhear ??= onEvent((event) => {
      if (event.event === 'import_progressed' && event.import === this.view?.import) void this.#ask();
    });
    const { import: id } = await call('installation_import', { app });
    if (id === null) return false;
    Object.assign(this, { app, view: begun(id), cancelling: false, problem: null });
    // It may be under way, or over, before its name was known.
    await this.#ask();
    return true;
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
    Object.assign(this, { app: null, view: null, cancelling: false, problem: null });
  }

  /** Ends listening. */
  stop(): void {
    this.#unhear?.();
    this.#unhear = undefined;
  }

  async #askOnce(): Promise<void> {
    const former = this.view;
    if (former === null || former.finished) return;
    try {
      const view = await call('import_status', { import: former.import });
      if (this.view?.import !== view.import) return;
      this.view = view;
      this.problem = null;
      if (view.finished && this.app !== null) this.onend?.(view, this.app);
    } catch (thrown) {
      if (this.view?.import === former.import) this.problem = toProblem(thrown);
    }
  }
}

function begun(id: BatchId): ImportView {
  return { import: id, total: 0, done: 0, added: 0, finished: false, rows: [] };
}

export const imports = new Imports();
