/**
 * The door between the window and the program behind it. Only the files in this folder import
 * `@tauri-apps/*` or use `fetch`; everything else speaks to a `Host`.
 */

/** What a command is given: JSON, in snake_case. */
export type CallArgs = Record<string, unknown>;

/** A fact in the past tense, and its world: `{ event: "installation_added", world: "practice", id }`. */
export type HostEvent = Record<string, unknown>;

/** What this host can do beyond calls and events. */
export interface Capabilities {
  /** It runs in its own window, with a tray and a title bar. */
  window: boolean;
  /** It can open a page in the person's own browser. */
  browser: boolean;
}

/** Calls commands and hears events. */
export interface Host {
  readonly capabilities: Capabilities;
  /** Runs one command. Rejects with a `ProblemError`, never with anything else. */
  call(name: string, args?: CallArgs): Promise<unknown>;
  /** Hears every event from now on; the answer ends it. */
  onEvent(listener: (event: HostEvent) => void): () => void;
}

/** What a command answers when it can't do what was asked. The sentence stands in the catalogue. */
export interface Problem {
  code: string;
  args: Record<string, unknown>;
  /** The redacted chain of causes, shown behind "Details". */
  detail?: string | undefined;
  /** Seconds after which trying again makes sense. */
  retry_after?: number | undefined;
}

/** A problem as an exception. */
export class ProblemError extends Error implements Problem {
  readonly code: string;
  readonly args: Record<string, unknown>;
  readonly detail: string | undefined;
  readonly retry_after: number | undefined;

  constructor(problem: Problem) {
    super(problem.code);
    this.name = 'ProblemError';
    this.code = problem.code;
    this.args = problem.args;
    this.detail = problem.detail;
    this.retry_after = problem.retry_after;
  }
}

/** Reads whatever a host threw as a problem: its own shape if it has one, else `HostUnreachable`. */
export function toProblem(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  if (isProblem(thrown)) {
    return new ProblemError({ ...thrown, args: thrown.args ?? {} });
  }
  return new ProblemError({ code: 'HostUnreachable', args: {}, detail: describe(thrown) });
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && typeof (value as Problem).code === 'string';
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
