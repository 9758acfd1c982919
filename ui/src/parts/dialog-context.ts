/** Whether a part stands in a dialog: a link out of it would leave the dialog before the page it leads to. */
import { getContext, setContext } from 'svelte';

const key = Symbol('dialog');

export function beInDialog(): void {
  setContext(key, true);
}

export function isInDialog(): boolean {
  return getContext<true | undefined>(key) === true;
}
