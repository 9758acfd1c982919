/** Whether the ways into the vault stand before the window. A person can look around without secrets. */
class Gate {
  shown = $state(false);

  show = (): void => {
    this.shown = true;
  };
  leave = (): void => {
    this.shown = false;
  };
}

export const gate = new Gate();
