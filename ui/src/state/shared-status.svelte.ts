/** The status of another computer: opening it, and the way back to one's own. */
import { call } from '../api';
import type { SharedStatusView, WorldView } from '../bindings/contract';
import { recall, remember } from './remembered';
import { session } from './session.svelte';

/** Where the world that one was in before is remembered: by this window, also when it is loaded anew. */
const BEFORE = 'world-before-status';
const own: readonly WorldView[] = ['hubspot', 'practice'];

class SharedStatus {
  /** Null while one's own is shown. */
  get view(): SharedStatusView | null {
    return session.view?.shared ?? null;
  }

  /** The program asks for the file. Whether one was opened; rejects with the problem. */
  open = async (): Promise<boolean> => {
    const before = session.world;
    const { session: opened } = await call('status_open');
    if (opened === null) return false;
    if (before !== 'shared') remember(BEFORE, before);
    session.take(opened);
    // Another computer's status after another one: every view begins anew, too.
    if (before === 'shared') session.worldRound += 1;
    return true;
  };

  back = (): Promise<void> => {
    const usual: WorldView = session.view?.hubspot_available === false ? 'practice' : 'hubspot';
    const before = recall(BEFORE);
    return session.enterWorld(own.find((world) => world === before) ?? usual);
  };
}

export const sharedStatus = new SharedStatus();
