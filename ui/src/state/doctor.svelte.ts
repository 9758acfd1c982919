/** What the doctor found last. It outlives the page: whoever looks elsewhere meanwhile comes back to it. */
import { call } from '../api';
import type { DoctorView } from '../bindings/contract';
import { Attempt } from './attempt.svelte';
import { session } from './session.svelte';

export class Doctor {
  readonly running = new Attempt();
  readonly copying = new Attempt();
  readonly saving = new Attempt();
  /** Where this report was saved last. */
  path = $state<string | null>(null);
  #view = $state.raw<DoctorView | null>(null);
  /** Counts the worlds: ports and names of the former one say nothing of this one. */
  #round = $state(0);

  /** Null until it was run in this world. */
  get view(): DoctorView | null {
    return this.#round === session.worldRound ? this.#view : null;
  }

  /** Runs every check. */
  run(): Promise<boolean> {
    const round = session.worldRound;
    this.copying.problem = this.saving.problem = null;
    return this.running.run(async () => {
      const view = await call('doctor_run');
      this.#view = view;
      this.#round = round;
      this.path = null;
    });
  }

  /** Copies the report. Whether it went well is answered. */
  copy(): Promise<boolean> {
    this.saving.problem = null;
    return this.copying.run(() => call('doctor_copy'));
  }

  /** Writes the report to a file of the person's choice; where none was chosen, nothing changes. */
  save(): Promise<boolean> {
    this.copying.problem = null;
    return this.saving.run(async () => {
      const saved = await call('doctor_save');
      this.path = saved.path ?? this.path;
    });
  }
}

export const doctor = new Doctor();
