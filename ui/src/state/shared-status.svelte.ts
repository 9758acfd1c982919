/** The status of another computer: opening it, and the way back to one's own. */
import { call } from '../api';
import type { SharedStatusView, WorldView } from '../bindings/contract';
import { session } from './session.svelte';

class SharedStatus {
  /** The world one was in before; only known to the window that opened the file. */
  #before: WorldView | undefined;

  /** Null while one's own is shown. */
  get view(): SharedStatusView | null {
    return session.view?.shared ?? null;
  }

  /** The program asks for the file. Whether one was opened; rejects with the problem. */
  open = async (): Promise<boolean> => {
    const before = session.world;
    const { session: opened } = await call('status_open');
    if (opened === null) return false;
    if (before !== 'shared') this.#before = before;
    session.view = opened;
    // Every view begins anew, as with any other world.
    session.worldRound += 1;
    return true;
  };

  back = (): Promise<void> => {
    const usual: WorldView = session.view?.hubspot_available === false ? 'practice' : 'hubspot';
    return session.enterWorld(this.#before ?? usual);
  };
}

export const sharedStatus = new SharedStatus();
