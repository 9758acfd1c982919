/** Which of the window's own dialogs is open: any view or command may ask for one, the window shows it. */
export type Asked = 'add_account' | 'read_cli' | 'share_status' | 'test_account' | 'register_app' | 'register_redirect' | 'recovery_code';

class AskedDialog {
  now = $state<Asked | null>(null);

  ask(dialog: Asked): void {
    this.now = dialog;
  }

  /** Closes it, if it is this one that is open; none named: whichever it is. */
  close(dialog: Asked | null = this.now): void {
    if (this.now === dialog) this.now = null;
  }

  /** For a dialog's `bind:open`. */
  set(dialog: Asked, open: boolean): void {
    if (open) this.ask(dialog);
    else this.close(dialog);
  }
}

export const asked = new AskedDialog();
