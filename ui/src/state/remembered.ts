/**
 * What this window remembers while it is open, also when it is loaded anew: small answers that are
 * no setting and no secret. Where the browser keeps nothing, it is asked again.
 */
export function remember(name: string, value: string): void {
  try {
    window.sessionStorage.setItem(`portalkeeper.${name}`, value);
  } catch {
    // Full or forbidden: nothing depends on it.
  }
}

export function recall(name: string): string | null {
  try {
    return window.sessionStorage.getItem(`portalkeeper.${name}`);
  } catch {
    return null;
  }
}
