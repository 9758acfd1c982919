/** One thing that a person asked for: whether it is under way, and why it failed the last time. */
import { toProblem, type ProblemError } from '../api';

export class Attempt {
  busy = $state(false);
  problem = $state<ProblemError | null>(null);

  /** Runs `work`; a second call while one is under way is left out. Whether it went well is answered. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    try {
      await work();
      return true;
    } catch (thrown) {
      this.problem = toProblem(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
