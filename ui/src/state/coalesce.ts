/**
 * Makes an asking that never overlaps itself: while one runs, any number of further wishes become
 * one more run after it. So the newest answer is also the last to arrive.
 */
export function coalesce(ask: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;

  async function run(): Promise<void> {
    do {
      again = false;
      await ask();
    } while (again);
  }

  return () => {
    again = true;
    // Begun a moment later: what the asking sets off at once must find it running.
    running ??= Promise.resolve()
      .then(run)
      .finally(() => (running = undefined));
    return running;
  };
}
