/**
 * What this window alone remembers: small answers that are no setting and no secret. Where the
 * browser keeps nothing, it is asked again.
 */
type Keep = 'for_good' | 'while_open';

function storeOf(keep: Keep): Storage {
  return keep === 'for_good' ? window.localStorage : window.sessionStorage;
}

export function remember(keep: Keep, name: string, value: string): void {
  try {
    storeOf(keep).setItem(`portalkeeper.${name}`, value);
  } catch {
    // Full or forbidden: nothing depends on it.
  }
}

export function recall(keep: Keep, name: string): string | null {
  try {
    return storeOf(keep).getItem(`portalkeeper.${name}`);
  } catch {
    return null;
  }
}
