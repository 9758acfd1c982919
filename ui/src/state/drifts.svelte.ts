/** How apps and the project files that they came from differ. Asked for by app, and again when a file was written. */
import { call, onEvent, toProblem, type ProblemError } from '../api';
import type { AppId, ProjectDriftView } from '../bindings/contract';
import { coalesce } from './coalesce';

export interface Drift {
  /** Null until the first answer. */
  view: ProjectDriftView | null;
  /** Why the asking itself failed. */
  problem: ProblemError | null;
  /** How many times the file was written since it was first looked at. */
  changes: number;
  /** The answer follows a writing of the file. */
  fresh: boolean;
}

class Drifts {
  #known = $state.raw<Record<AppId, Drift>>({});
  readonly #asks = new Map<AppId, () => Promise<void>>();
  readonly #heard = new Set<AppId>();
  #round = 0;
  #unhear: (() => void) | undefined;

  of(app: AppId): Drift | null {
    return this.#known[app] ?? null;
  }

  /** Whether an app is known to differ from its file. */
  differs(app: AppId): boolean {
    return (this.of(app)?.view?.differences.length ?? 0) > 0;
  }

  /** Compares an app with its file, and from now on whenever the file is written. */
  look(app: AppId): Promise<void> {
    this.#unhear ??= onEvent((event) => {
      if (event.event !== 'project_changed' || !this.#asks.has(event.app)) return;
      this.#heard.add(event.app);
      void this.look(event.app);
    });
    const ask = this.#asks.get(app) ?? coalesce(() => this.#askOnce(app));
    this.#asks.set(app, ask);
    return ask();
  }

  /** Writes an app's values, as saved, into its file; rejects with the problem. */
  async write(app: AppId): Promise<void> {
    const round = this.#round;
    const view = await call('project_update', { app });
    const changes = this.of(app)?.changes ?? 0;
    if (round === this.#round) this.#known = { ...this.#known, [app]: { view, problem: null, changes, fresh: false } };
  }

  /** Forgets everything: another world is shown. */
  reset(): void {
    this.#round += 1;
    this.#known = {};
    this.#asks.clear();
    this.#heard.clear();
  }

  /** Ends listening. */
  stop(): void {
    this.#unhear?.();
    this.#unhear = undefined;
    this.reset();
  }

  async #askOnce(app: AppId): Promise<void> {
    const round = this.#round;
    const fresh = this.#heard.delete(app);
    const changes = (this.of(app)?.changes ?? 0) + (fresh ? 1 : 0);
    const answer = await call('project_compare', { app }).then(
      (view): Drift => ({ view, problem: null, changes, fresh }),
      (thrown): Drift => ({ view: null, problem: toProblem(thrown), changes, fresh }),
    );
    if (round !== this.#round) return;
    // The link was forgotten: there is nothing to compare with any more.
    if (answer.problem?.code === 'ProjectUnknown' || answer.problem?.code === 'AppUnknown') {
      this.#asks.delete(app);
      const { [app]: _, ...others } = this.#known;
      this.#known = others;
    } else this.#known = { ...this.#known, [app]: answer };
  }
}

export const drifts = new Drifts();
