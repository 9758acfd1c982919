import type { InstallationId, InstallationRowView } from '../../bindings/contract';

/** The three ways out, from the least to the last. */
export type ExitKind = 'forget' | 'revoke' | 'uninstall';

/** What the dialogs of the exits are asked about: any view may ask, the window shows one. */
class Exits {
  one = $state.raw<{ id: InstallationId; kind: ExitKind } | null>(null);
  many = $state.raw<{ kind: 'forget' | 'revoke'; rows: () => Promise<InstallationRowView[]>; done: () => void } | null>(null);

  /** Asks about one installation, with a first choice. */
  ask(id: InstallationId, kind: ExitKind): void {
    this.one = { id, kind };
  }

  /** Asks about several. `done` is told when something was done. */
  askMany(kind: 'forget' | 'revoke', rows: () => Promise<InstallationRowView[]>, done: () => void): void {
    this.many = { kind, rows, done };
  }
}

export const exits = new Exits();
