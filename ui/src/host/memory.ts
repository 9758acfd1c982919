import { ProblemError, toProblem, type CallArgs, type Host, type HostEvent, type Problem } from './host';

/** What a command answers: a value, or what a function makes of the arguments. */
export type Answer = unknown | ((args: CallArgs) => unknown);

/** A host that lives in memory, for component tests: scripted answers, recorded calls. */
export class MemoryHost implements Host {
  readonly capabilities = { window: false, browser: false };
  /** Every call so far, oldest first. */
  readonly calls: { name: string; args: CallArgs }[] = [];
  readonly #answers: Record<string, Answer>;
  readonly #listeners = new Set<(event: HostEvent) => void>();

  constructor(answers: Record<string, Answer> = {}) {
    this.#answers = { ...answers };
  }

  /** From now on `name` answers this. */
  answer(name: string, answer: Answer): void {
    this.#answers[name] = answer;
  }

  /** How `name` is answered now: for an answer that builds on it. */
  answerTo(name: string): (args: CallArgs) => unknown {
    const answer = this.#answers[name];
    return (args) => (typeof answer === 'function' ? answer(args) : answer);
  }

  /** From now on `name` is refused with this problem. */
  refuse(name: string, problem: Partial<Problem> & { code: string }): void {
    this.#answers[name] = () => {
      throw new ProblemError({ args: {}, ...problem });
    };
  }

  /** Sends an event to everyone who listens. */
  emit(event: HostEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  async call(name: string, args: CallArgs = {}): Promise<unknown> {
    this.calls.push({ name, args });
    const answer = this.#answers[name];
    if (answer === undefined) {
      throw new ProblemError({ code: 'CommandUnknown', args: { name } });
    }
    try {
      return typeof answer === 'function' ? await answer(args) : answer;
    } catch (thrown) {
      throw toProblem(thrown);
    }
  }

  onEvent(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
