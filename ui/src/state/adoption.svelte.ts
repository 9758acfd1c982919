/** What is typed to take up one installation from its refresh token. The token leaves with the call and is dropped. */
import { call } from '../api';
import type { AppId, InstallationId } from '../bindings/contract';
import { Attempt } from './attempt.svelte';

export class Adoption {
  app = $state<AppId | undefined>(undefined);
  token = $state('');
  hubText = $state('');
  readonly attempt = new Attempt();

  /** The hub ID as a number; undefined where there is none, or none that could be. */
  get hubId(): number | undefined {
    const text = this.hubText.trim();
    return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
  }

  /** Something stands there that is no hub ID. */
  get hubIdWrong(): boolean {
    return this.hubText.trim() !== '' && this.hubId === undefined;
  }

  get ready(): boolean {
    return this.app !== undefined && this.token.trim() !== '' && !this.hubIdWrong;
  }

  /** The new installation; null where it wasn't made, and the problem stands. */
  async add(): Promise<InstallationId | null> {
    const { app, hubId } = this;
    if (app === undefined || !this.ready || this.attempt.busy) return null;
    let added: InstallationId | null = null;
    await this.attempt.run(async () => {
      const asked = call('installation_add', { app, refresh_token: this.token.trim(), ...(hubId === undefined ? {} : { hub_id: hubId }) });
      this.token = '';
      added = (await asked).id;
    });
    return added;
  }

  /** Everything that was typed goes. */
  clear(): void {
    Object.assign(this, { app: undefined, token: '', hubText: '' });
    this.attempt.problem = null;
  }
}
