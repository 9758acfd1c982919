import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { toProblem, type CallArgs, type Host, type HostEvent } from './host';

/** The app's own window: one Tauri command, one Tauri event. */
export class TauriHost implements Host {
  readonly capabilities = { window: true, browser: true };
  /** Settles when everyone who wants to hear does: a call waits for it, so that no event falls between. */
  #listening: Promise<unknown> = Promise.resolve();

  async call(name: string, args: CallArgs = {}): Promise<unknown> {
    try {
      await this.#listening;
      return await invoke('rpc', { name, args });
    } catch (thrown) {
      throw toProblem(thrown);
    }
  }

  onEvent(listener: (event: HostEvent) => void): () => void {
    let ended = false;
    let end: (() => void) | undefined;
    const listening = listen<HostEvent>('keeper', ({ payload }) => {
      if (!ended) listener(payload);
    }).then((unlisten) => {
      if (ended) unlisten();
      else end = unlisten;
    });
    this.#listening = Promise.all([this.#listening, listening]);
    return () => {
      ended = true;
      end?.();
    };
  }
}
