/** The time as what is read keeps itself fresh: "12 min ago", "8:42 left". */
import { createSubscriber } from 'svelte/reactivity';

class Ticking {
  readonly #subscribe: () => void;

  constructor(milliseconds: number) {
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, milliseconds);
      return () => clearInterval(timer);
    });
  }

  /** Milliseconds since 1970. Read in a component, it is read again with each tick. */
  get value(): number {
    this.#subscribe();
    return Date.now();
  }
}

/** For "12 min ago". */
export const now = new Ticking(15_000);
/** For countdowns. */
export const nowBySecond = new Ticking(1000);
