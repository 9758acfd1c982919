/** Whether a recovery code is offered by itself: once there is something to lose, until it is made or declined. */
import { session } from './session.svelte';

class RecoveryOffer {
  /** In HubSpot's world, with an app kept, a key that rests somewhere, and no code yet. */
  get due(): boolean {
    const { view, vault } = session;
    if (view === null || vault === null || session.world !== 'hubspot' || !session.mayChange || !session.open) return false;
    const rests = vault.slots.includes('keyring') || vault.slots.includes('passphrase');
    return rests && !vault.recovery && view.counts.apps > 0 && !view.settings.recovery_declined;
  }

  /** It isn't offered again. Settings still have it. */
  decline = (): Promise<void> => session.saveSettings({ recovery_declined: true });
}

export const recoveryOffer = new RecoveryOffer();
