/** What the frame of the window shows: world, vault, counts, settings. One for the whole window. */
import { call, onEvent, showWorld, toProblem, type ProblemError } from '../api';
import type { Event, SessionView, SettingsView, UnsavedView, VaultView, WorldView } from '../bindings/contract';
import { coalesce } from './coalesce';

/** After these facts the frame may show other numbers. */
const telling: ReadonlySet<Event['event']> = new Set([
  'installation_added',
  'grant_quarantined',
  'installations_changed',
  'apps_changed',
  'accounts_changed',
  'vault_changed',
  'settings_changed',
  'world_shown',
  'unsaved_changed',
]);

export class Session {
  /** What was answered last; null until the first answer. */
  view = $state<SessionView | null>(null);
  /** Why the last asking failed. The former view stays. */
  problem = $state<ProblemError | null>(null);
  /** Goes up when the world changes, so that views of the former world are made anew. */
  worldRound = $state(0);
  readonly #ask = coalesce(() => this.#askOnce());
  #unhear: (() => void) | undefined;

  /** The world shown; the real one until it is known. */
  get world(): WorldView {
    return this.view?.world ?? 'hubspot';
  }
  get vault(): VaultView | null {
    return this.view?.vault ?? null;
  }
  get settings(): SettingsView | null {
    return this.view?.settings ?? null;
  }
  /** Whether secrets can be used now. */
  get open(): boolean {
    return this.vault?.state === 'open';
  }
  /** Whether nothing can be changed because the window is for looking only. */
  get viewOnly(): boolean {
    return this.view?.view_only === true;
  }
  /** Whether the vault holds something and is closed: the last known state is shown, and nothing can be changed. */
  get locked(): boolean {
    const { shared, vault } = this.view ?? {};
    return shared === null && (vault?.state === 'locked' || vault?.state === 'unavailable');
  }
  /** Whether anything can be changed. */
  get mayChange(): boolean {
    return !this.viewOnly && !this.locked;
  }
  /** The answers of HubSpot's that wait to be saved, in any world. */
  get unsaved(): UnsavedView | null {
    return this.view?.unsaved ?? null;
  }
  /** Nothing here yet: the first start. Who may only look is led through no door. */
  get fresh(): boolean {
    const counts = this.view?.counts;
    return !this.viewOnly && counts !== undefined && counts.apps === 0 && counts.installations === 0;
  }

  /** Subscribes, then asks: nothing that happens in between is missed. Safe to call again. */
  load(): Promise<void> {
    this.#unhear ??= onEvent((event) => {
      if (telling.has(event.event)) void this.#ask();
    });
    return this.#ask();
  }

  /** Ends listening. */
  stop(): void {
    this.#unhear?.();
    this.#unhear = undefined;
  }

  /** Goes to the other world; its data never meets this one's. */
  async enterWorld(world: WorldView): Promise<void> {
    this.take(await call('world_enter', { world }));
  }

  /**
   * Takes what was told of the session. Another world than before begins a new round, whether a
   * command's answer tells of it first or an event. What happened there while the answer was on its
   * way wasn't heard, so it is asked once more.
   */
  take(view: SessionView): void {
    const entered = this.view !== null && this.view.world !== view.world;
    this.view = view;
    showWorld(view.world);
    if (!entered) return;
    this.worldRound += 1;
    void this.#ask();
  }

  /** Saves settings: those given, the others as they are. */
  async saveSettings(changed: Partial<SettingsView>): Promise<void> {
    if (this.view === null) return;
    // Plain lists cross to the program, not the window's watched ones.
    const saved = await call('settings_save', $state.snapshot(changed) as Partial<SettingsView>);
    this.view = { ...this.view, settings: saved };
  }

  /** Tries once more to save the answers of HubSpot's that wait. */
  async saveAnswers(): Promise<void> {
    const { unsaved } = await call('answers_save');
    if (this.view !== null) this.view = { ...this.view, unsaved };
  }

  /** Takes the default settings; unreadable ones are set aside. */
  async resetSettings(): Promise<void> {
    await call('settings_reset', {});
    await this.#ask();
  }

  /** Takes a vault that a command answered, before its event arrives. */
  setVault(vault: VaultView): void {
    if (this.view !== null) this.view = { ...this.view, vault };
  }

  async #askOnce(): Promise<void> {
    try {
      this.take(await call('session_get'));
      this.problem = null;
    } catch (thrown) {
      this.problem = toProblem(thrown);
    }
  }
}

export const session = new Session();
