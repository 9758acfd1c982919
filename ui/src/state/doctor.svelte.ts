/** What the doctor found last. It outlives the page: whoever looks elsewhere meanwhile comes back to it. */
import { call } from '../api';
import type { DoctorView } from '../bindings/contract';
import { Attempt } from './attempt.svelte';
import { session } from './session.svelte';

export class Doctor {
  readonly running = new Attempt();
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
    return this.running.run(async () => {
      const view = await call('doctor_run');
      this.#view = view;
      this.#round = round;
    });
  }
}

export const doctor = new Doctor();
