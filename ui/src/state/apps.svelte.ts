/** The apps of this world: there are few of them, so the window holds them all. */
import { call, onEvent, toProblem, type ProblemError } from '../api';
import type { AppId, AppView, Event } from '../bindings/contract';
import { coalesce } from './coalesce';

const telling: ReadonlySet<Event['event']> = new Set([
  'apps_changed',
  'installation_added',
  'installations_changed',
  'grant_quarantined',
]);

export class Apps {
  /** Null until the first answer. */
  list = $state.raw<AppView[] | null>(null);
  problem = $state.raw<ProblemError | null>(null);
  readonly #ask = coalesce(() => this.#askOnce());
  #unhear: (() => void) | undefined;

  /** Subscribes, then asks. */
  load(): Promise<void> {
    this.#unhear ??= onEvent((event) => {
      if (telling.has(event.event)) void this.#ask();
    });
    return this.#ask();
  }

  stop(): void {
    this.#unhear?.();
    this.#unhear = undefined;
  }

  /** Forgets what was answered: another world is shown. */
  reset(): void {
    this.list = null;
  }

  get(id: AppId): AppView | undefined {
    return this.list?.find((app) => app.id === id);
  }

  /** The app's name; its identifier until it is known. */
  name(id: AppId): string {
    return this.get(id)?.name ?? id;
  }

  get production(): AppView[] {
    return (this.list ?? []).filter(({ environment }) => environment === 'production');
  }

  async #askOnce(): Promise<void> {
    try {
      this.list = await call('app_list');
      this.problem = null;
    } catch (thrown) {
      this.problem = toProblem(thrown);
    }
  }
}

export const apps = new Apps();
