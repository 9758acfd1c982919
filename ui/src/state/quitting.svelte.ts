/** Whether it is asked if the program may end, though that would lose something. */
class Quitting {
  asked = $state(false);

  ask(): void {
    this.asked = true;
  }
}

export const quitting = new Quitting();
