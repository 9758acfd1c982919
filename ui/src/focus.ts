/**
 * The focus is never lost: where the element that has it goes away, the dialog that is open takes
 * it, else the heading of the page. A browser would leave it on nothing, and the next Tab would
 * begin at the top of the window.
 */

/** Watches over the focus of a document; the answer ends that. */
export function keepFocus(root: Document = document): () => void {
  let last: Element | null = null;
  const remember = (event: FocusEvent) => {
    last = event.target instanceof Element ? event.target : null;
  };
  const isLost = () => last !== null && !last.isConnected && hasNone(root);
  const look = () => {
    // Whoever takes an element away may place the focus itself, a moment later.
    if (isLost()) requestAnimationFrame(() => isLost() && placeOf(root)?.focus({ preventScroll: true }));
  };
  const observer = new MutationObserver(look);
  observer.observe(root.body, { childList: true, subtree: true });
  root.addEventListener('focusin', remember);
  return () => {
    observer.disconnect();
    root.removeEventListener('focusin', remember);
  };
}

function hasNone({ activeElement, body }: Document): boolean {
  return activeElement === null || activeElement === body;
}

function placeOf(root: Document): HTMLElement | null {
  const dialogs = root.querySelectorAll<HTMLElement>('[role="dialog"][aria-modal="true"]');
  return dialogs[dialogs.length - 1] ?? root.querySelector<HTMLElement>('[data-page-heading]');
}
