import { flows } from '../../state/flows.svelte';
import type { Subject } from './ways';

/** Whether the dialog that explains an error of HubSpot's is open: any view may ask, the window shows one. */
class Decoding {
  asked = $state.raw<Subject | null>(null);

  ask(of: Subject): void {
    this.asked = of;
  }

  /** Asks from anywhere: about the one that waits for the browser, if there is one alone. */
  askAnywhere(): void {
    const [flow, ...more] = flows.running.filter(({ state, from_elsewhere }) => state === 'waiting' && !from_elsewhere);
    if (flow === undefined || more.length > 0) return this.ask({});
    this.ask({ flow, app: flow.app, redirectUrl: flow.redirect_url, hubId: flow.hub_id ?? undefined });
  }

  close(): void {
    this.asked = null;
  }
}

export const decoding = new Decoding();
