/** Whether the command palette is open: any view's search field opens it. */
class Palette {
  open = $state(false);

  show = (): void => {
    this.open = true;
  };
}

export const palette = new Palette();
