/** Whether a recovery code is offered by itself: once there is something to lose, until it is made or declined. */
import { recall, remember } from './remembered';
import { session } from './session.svelte';

class RecoveryOffer {
  #declined = $state(false);

  /** In HubSpot's world, with an app kept, a key that rests somewhere, and no code yet. */
  get due(): boolean {
    const { view, vault } = session;
    if (view === null || vault === null || session.world !== 'hubspot' || !session.mayChange || !session.open) return false;
    const rests = vault.slots.includes('keyring') || vault.slots.includes('passphrase');
    return rests && !vault.recovery && view.counts.apps > 0 && !this.#declined && recall('for_good', this.#name()) === null;
  }

  /** It isn't offered again for this data directory. Settings still have it. */
  decline = (): void => {
    this.#declined = true;
    remember('for_good', this.#name(), 'declined');
  };

  /** For tests, and another data directory. */
  reset(): void {
    this.#declined = false;
  }

  #name(): string {
    return `recovery-offer ${session.view?.data_directory ?? ''}`;
  }
}

export const recoveryOffer = new RecoveryOffer();
