import { ProblemError, toProblem, type CallArgs, type Host, type HostEvent } from './host';

/** The test bridge: commands over HTTP, events server-sent. Never part of what is shipped to people. */
export class BridgeHost implements Host {
  readonly capabilities = { window: false, browser: false };
  readonly #base: string;
  /** Settles when events can be heard, or can't: a call waits for it, so that no event falls between. */
  #listening: Promise<unknown> = Promise.resolve();

  /** `base` has no slash at its end. */
  constructor(base: string) {
    this.#base = base;
  }

  async call(name: string, args: CallArgs = {}): Promise<unknown> {
    try {
      await this.#listening;
      return await this.#post(name, args);
    } catch (thrown) {
      throw toProblem(thrown);
    }
  }

  async #post(name: string, args: CallArgs): Promise<unknown> {
    const response = await fetch(`${this.#base}/rpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, args }),
    });
    const body = await readBody(response);
    if (body.problem !== undefined) throw toProblem(body.problem);
    if (response.ok) return body.ok ?? null;
    throw new ProblemError({
      code: 'HostUnreachable',
      args: { status: response.status, name },
      detail: `HTTP ${response.status} to ${name}`,
    });
  }

  onEvent(listener: (event: HostEvent) => void): () => void {
    const source = new EventSource(`${this.#base}/events`);
    source.onmessage = (message: MessageEvent<string>) => listener(JSON.parse(message.data));
    this.#listening = new Promise((settle) => {
      source.onopen = settle;
      source.onerror = settle;
    });
    return () => source.close();
  }
}

async function readBody(response: Response): Promise<{ ok?: unknown; problem?: unknown }> {
  const text = await response.text();
  try {
    return JSON.parse(text) as { ok?: unknown; problem?: unknown };
  } catch {
    return {};
  }
}
