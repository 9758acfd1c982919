/** After a leak: the list opens with every installation chosen, to be reauthorized or revoked. */
class Leak {
  /** The list is still to choose all. */
  due = $state(false);
}

export const leak = new Leak();
