/** Copies of the vault: which there are, and making one more. */
import { call } from '../api';
import type { BackupView } from '../bindings/contract';
import { Attempt } from './attempt.svelte';

class Backups {
  readonly reading = new Attempt();
  readonly making = new Attempt();
  /** Null until the first answer. */
  list = $state.raw<BackupView[] | null>(null);

  read(): Promise<boolean> {
    return this.reading.run(async () => (this.list = await call('backup_list')));
  }

  /** Whether a copy was made. */
  async make(): Promise<boolean> {
    const done = await this.making.run(() => call('backup_make'));
    if (done) await this.read();
    return done;
  }

  /** Forgets everything: another world is shown. */
  reset(): void {
    this.list = null;
    this.reading.problem = this.making.problem = null;
  }
}

export const backups = new Backups();
