/** After a leak: the list opens with every installation chosen, to be reauthorized or revoked. */
import { router } from '../router.svelte';

class Leak {
  /** The list is still to choose all. */
  due = $state(false);

  showAll = (): void => {
    this.due = true;
    router.go({ name: 'installations' });
  };
}

export const leak = new Leak();
