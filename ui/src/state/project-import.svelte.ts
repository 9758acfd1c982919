/** A developer project that was chosen and read: what is in it, with which profile, or why it can't be read. */
import { call, toProblem, type ProblemError } from '../api';
import type { ProjectFrom, ProjectView } from '../bindings/contract';

class ProjectImport {
  /** What was read last; null before, and when it couldn't be read. */
  view = $state.raw<ProjectView | null>(null);
  /** Why the last reading failed. A project that was read with another profile stays. */
  problem = $state.raw<ProblemError | null>(null);
  /** The system's dialog is open, or what was chosen in it is being read. */
  choosing = $state(false);
  /** It is being read with another profile. */
  reading = $state(false);
  /** The last dialog of the system was left without a choice. */
  noneChosen = $state(false);
  #round = 0;

  /** Whether there is something to look at. */
  get shown(): boolean {
    return this.view !== null || this.problem !== null;
  }

  /** Lets a person choose; what was read before stays until something else is chosen. */
  async choose(from: ProjectFrom): Promise<void> {
    if (this.choosing) return;
    const round = ++this.#round;
    Object.assign(this, { choosing: true, reading: false, noneChosen: false });
    try {
      const { project } = await call('project_open', { from });
      if (round !== this.#round) return;
      if (project === null) this.noneChosen = true;
      else Object.assign(this, { view: project, problem: null });
    } catch (thrown) {
      if (round === this.#round) Object.assign(this, { view: null, problem: toProblem(thrown) });
    } finally {
      if (round === this.#round) this.choosing = false;
    }
  }

  /** Reads the same project once more, with a profile's variables or with none. The newest wish wins. */
  async read(profile: string | null): Promise<void> {
    if (this.view === null || this.choosing) return;
    const round = ++this.#round;
    this.reading = true;
    try {
      const view = await call('project_read', { path: this.view.path, ...(profile === null ? {} : { profile }) });
      if (round === this.#round) Object.assign(this, { view, problem: null });
    } catch (thrown) {
      if (round === this.#round) this.problem = toProblem(thrown);
    } finally {
      if (round === this.#round) this.reading = false;
    }
  }

  /** Forgets it: it was taken over, or isn't wanted, or another world is shown. */
  close(): void {
    this.#round += 1;
    Object.assign(this, { view: null, problem: null, choosing: false, reading: false, noneChosen: false });
  }
}

export const projectImport = new ProjectImport();
