import type { AppId } from '../../bindings/contract';

/** Whether the dialog that adds an existing installation is open, and for which app: any view may ask, the window shows one. */
class Adding {
  asked = $state.raw<{ app: AppId | undefined } | null>(null);

  /** Asks, perhaps with an app chosen. */
  ask(app?: AppId): void {
    this.asked = { app };
  }

  close(): void {
    this.asked = null;
  }
}

export const adding = new Adding();
