/** One installation on its page: asked for once, and again whenever something speaks of it. */
import { call, onEvent, toProblem, type ProblemError } from '../api';
import type { Event, InstallationId, InstallationView } from '../bindings/contract';
import { coalesce } from './coalesce';

export class OneInstallation {
  readonly id: InstallationId;
  view = $state.raw<InstallationView | null>(null);
  problem = $state.raw<ProblemError | null>(null);
  /** Goes up with each answer, so that the timeline is read again. */
  round = $state(0);
  readonly #ask = coalesce(() => this.#askOnce());

  constructor(id: InstallationId) {
    this.id = id;
  }

  /** Subscribes, then asks; the answer ends it. */
  follow(): () => void {
    const unhear = onEvent((event) => {
      if (concerns(event, this.id)) void this.#ask();
    });
    void this.#ask();
    return unhear;
  }

  reload(): Promise<void> {
    return this.#ask();
  }

  async #askOnce(): Promise<void> {
    try {
      this.view = await call('installation_get', { id: this.id });
      this.problem = null;
      this.round += 1;
    } catch (thrown) {
      this.problem = toProblem(thrown);
    }
  }
}

function concerns(event: Event, id: InstallationId): boolean {
  if (event.event === 'installations_changed') return event.which === 'many' || event.ids.includes(id);
  if (event.event === 'installation_added' || event.event === 'grant_quarantined') return event.id === id;
  return event.event === 'apps_changed' || event.event === 'accounts_changed' || event.event === 'vault_changed';
}
