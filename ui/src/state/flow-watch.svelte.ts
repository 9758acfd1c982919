/** One authorization, followed to its end: asked once, then again whenever an event speaks of it. */
import { call, onEvent, toProblem, type ProblemError } from '../api';
import type { Event, FlowId, FlowView, HubId } from '../bindings/contract';
import { coalesce } from './coalesce';

export class FlowWatch {
  /** Null until the first answer. */
  view = $state.raw<FlowView | null>(null);
  /** The account that was chosen in the browser, once it is installed there. */
  answered = $state.raw<{ hub_id: HubId | null; account_name: string | null } | null>(null);
  /** Why it can't be asked about: it is over, or nobody answers. */
  problem = $state.raw<ProblemError | null>(null);
  readonly #flow: FlowId;
  readonly #ask: () => Promise<void>;

  constructor(flow: FlowId) {
    this.#flow = flow;
    this.#ask = coalesce(() => this.#askOnce());
  }

  /** Subscribes, then asks; the answer ends it. */
  start(): () => void {
    const unhear = onEvent((event) => {
      if (this.#concerns(event)) void this.#ask();
    });
    void this.#ask();
    return unhear;
  }

  /** Takes what a command answered, before an event says so. */
  take(view: FlowView): void {
    this.view = view;
  }

  /** Asks again: its time is over, or an action failed because it had ended. */
  again(): Promise<void> {
    return this.#ask();
  }

  /** A quarantined grant names itself, not its flow. */
  #concerns(event: Event): boolean {
    return event.event === 'grant_quarantined' || ('flow' in event && event.flow === this.#flow);
  }

  async #askOnce(): Promise<void> {
    try {
      const view = await call('install_status', { flow: this.#flow });
      if (view.state === 'done' && view.hub_id === null) await this.#askWhere(view);
      this.view = view;
      this.problem = null;
    } catch (thrown) {
      this.problem = toProblem(thrown);
    }
  }

  /** A link that pins no account leaves it to the browser which one answers. */
  async #askWhere({ installation }: FlowView): Promise<void> {
    if (installation === null) return;
    this.answered = await call('installation_get', { id: installation }).catch(() => null);
  }
}
