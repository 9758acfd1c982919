import { SvelteSet } from 'svelte/reactivity';

/** What a command is told: some ids, or everything of the snapshot but some ids. */
export type SelectionRequest = { all: false; ids: string[] } | { all: true; except: string[] };

/**
 * Which rows are chosen, for lists that are longer than what is held here: either the ids that
 * are in, or "all matching" and the ids that are out.
 */
export class Selection {
  all = $state(false);
  readonly #marked = new SvelteSet<string>();

  has(id: string): boolean {
    return this.all !== this.#marked.has(id);
  }

  set(ids: Iterable<string>, chosen: boolean): void {
    for (const id of ids) {
      if (chosen === this.all) this.#marked.delete(id);
      else this.#marked.add(id);
    }
  }

  toggle(id: string): void {
    this.set([id], !this.has(id));
  }

  selectAll(): void {
    this.#marked.clear();
    this.all = true;
  }

  clear(): void {
    this.#marked.clear();
    this.all = false;
  }

  /** How many of `total` rows are chosen. */
  count(total: number): number {
    return this.all ? Math.max(0, total - this.#marked.size) : this.#marked.size;
  }

  request(): SelectionRequest {
    const ids = [...this.#marked];
    return this.all ? { all: true, except: ids } : { all: false, ids };
  }
}
