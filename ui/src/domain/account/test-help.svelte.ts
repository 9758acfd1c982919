/** Whether the help about test accounts is on screen. The matrix and the foot of the page both lead to it. */
class TestHelp {
  shown = $state(false);

  show = (): void => {
    this.shown = true;
  };
}

export const testHelp = new TestHelp();
