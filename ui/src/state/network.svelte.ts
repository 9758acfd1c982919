/** Proxy and trust, as they are in force. */
import { call, toProblem, type ProblemError } from '../api';
import type { NetworkView } from '../bindings/contract';
import { coalesce } from './coalesce';

class Network {
  /** Null until the first answer. */
  view = $state.raw<NetworkView | null>(null);
  problem = $state.raw<ProblemError | null>(null);
  readonly read = coalesce(async () => {
    try {
      this.take(await call('network_get'));
    } catch (thrown) {
      this.problem = toProblem(thrown);
    }
  });

  /** Takes what a command answered. */
  take(view: NetworkView): void {
    Object.assign(this, { view, problem: null });
  }
}

export const network = new Network();
