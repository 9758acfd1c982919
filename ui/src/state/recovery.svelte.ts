/** The recovery code: making one, and where its page was written last. */
import { call } from '../api';
import type { ProofRequest } from '../bindings/contract';
import { asked } from './asked.svelte';
import { Attempt } from './attempt.svelte';
import { session } from './session.svelte';

class Recovery {
  readonly making = new Attempt();
  /** Where the page was written; null before, and where no place was chosen. */
  path = $state<string | null>(null);
  /** How many rows on screen say where it is. */
  #rows = 0;
  /** Told where it was written, if no row says so. */
  onwritten: ((path: string) => void) | undefined;

  /** Asks for one: what it is stands in the dialog. */
  ask = (): void => {
    this.path = null;
    this.making.problem = null;
    asked.ask('recovery_code');
  };

  /** Whether a page was written. Where no place was chosen nothing is changed. */
  async make(present: ProofRequest): Promise<boolean> {
    this.path = null;
    const done = await this.making.run(async () => {
      const { path } = await call('vault_make_recovery_code', { present });
      if (path === null) return;
      this.path = path;
      session.setVault(await call('vault_status'));
    });
    if (this.path !== null && this.#rows === 0) this.onwritten?.(this.path);
    return done && this.path !== null;
  }

  /** While a row is on screen; the answer ends that. */
  sayInRow(): () => void {
    this.#rows += 1;
    return () => (this.#rows -= 1);
  }
}

export const recovery = new Recovery();
