/** Tells the program that a person uses the window, so that it isn't locked for being idle. */
import { call } from '../api';
import { session } from './session.svelte';

/** The shortest limit is five minutes. */
const APART = 20_000;
const used = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Listens until the returned function is called. */
export function keepPresent(): () => void {
  let told = -Infinity;
  const tell = () => {
    const now = performance.now();
    const isWanted = session.open && (session.settings?.lock_after_minutes ?? 0) > 0;
    if (!isWanted || now - told < APART) return;
    told = now;
    // What can't be told now is told by the next movement.
    call('session_note_use').catch(() => (told = -Infinity));
  };
  for (const name of used) window.addEventListener(name, tell, { capture: true, passive: true });
  return () => used.forEach((name) => window.removeEventListener(name, tell, { capture: true }));
}
