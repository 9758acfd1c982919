/** Authorizations in progress, so that any view can say where one stands. */
import { call, onEvent } from '../api';
import type { Event, FlowId, FlowView, InstallationId } from '../bindings/contract';
import { coalesce } from './coalesce';

const telling: ReadonlySet<Event['event']> = new Set([
  'install_started',
  'install_advanced',
  'install_failed',
  'installation_added',
  'grant_quarantined',
]);

/** Whether it still waits for a person or for HubSpot. */
export function isRunning({ state }: Pick<FlowView, 'state'>): boolean {
  return state === 'waiting' || state === 'asking' || state === 'exchanging';
}

export class Flows {
  list = $state<FlowView[]>([]);
  readonly #ask = coalesce(async () => {
    // A failed asking leaves what is known; the next event asks again.
    this.list = await call('install_list').catch(() => this.list);
  });
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
    this.list = [];
  }

  get(flow: FlowId): FlowView | undefined {
    return this.list.find((known) => known.flow === flow);
  }

  get running(): FlowView[] {
    return this.list.filter(isRunning);
  }

  /** The one that waits for an installation started elsewhere, or for a word about what came. */
  get armed(): FlowView | undefined {
    return this.list.find(({ from_elsewhere, state }) => from_elsewhere && (state === 'waiting' || state === 'asking'));
  }

  /** The running reauthorization of this installation. */
  renewing(id: InstallationId): FlowView | undefined {
    return this.running.find(({ renews }) => renews === id);
  }
}

export const flows = new Flows();
