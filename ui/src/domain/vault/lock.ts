import { call } from '../../api';
import { session } from '../../state/session.svelte';
import { cover } from '../../state/cover.svelte';
import { tellProblem } from '../installation/actions';

/** Whether a person would be asked for something again: else locking would change nothing. */
export function canLock(): boolean {
  return session.view?.lockable === true;
}

export async function lockVault(): Promise<void> {
  try {
    session.setVault(await call('vault_lock'));
  } catch (thrown) {
    tellProblem(thrown);
  }
}

/** Ends the program; where that would lose something, the program has the window ask. */
export function quit(): void {
  call('session_quit', { lose_answers: false }).catch(tellProblem);
}

/** Where a person can unlock it again the vault is locked; else only what the window shows is covered. */
export function hideWindow(): void {
  if (canLock()) void lockVault();
  else cover.on = true;
}
