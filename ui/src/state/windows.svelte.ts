/**
 * A long list of which only what is on screen is held: windows of a hundred rows around the place
 * one looks at. What the rows are and how they are asked for is the caller's.
 */
export const WINDOW = 100;
/** How many windows beside the visible ones are kept, so that a small scroll back asks nothing. */
const NEAR = 2;

export class Windows<Row> {
  /** Replaced whole, so that what reads a row sees it change. */
  #pages = $state.raw<ReadonlyMap<number, readonly Row[]>>(new Map());
  #from = 0;
  #to = 1;

  rowAt(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / WINDOW))?.[index % WINDOW];
  }

  /** Every row that is here, with its place. */
  *held(): Generator<[number, Row]> {
    for (const [page, rows] of this.#pages) {
      for (const [at, row] of rows.entries()) yield [page * WINDOW + at, row];
    }
  }

  /** What is on screen; the answer is the windows that aren't here yet. */
  see(from: number, to: number): number[] {
    this.#from = from;
    this.#to = Math.max(from + 1, to);
    return this.visible().filter((page) => !this.#pages.has(page));
  }

  /** The windows on screen. */
  visible(): number[] {
    const first = Math.floor(this.#from / WINDOW);
    const last = Math.floor((this.#to - 1) / WINDOW);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  }

  /** Takes a window. Rows that are as they were stay the same objects, so that nothing redraws. */
  put(page: number, rows: readonly Row[]): void {
    const former = this.#pages.get(page);
    const kept = rows.map((row, at) => (same(former?.[at], row) ? (former?.[at] as Row) : row));
    const near = [...this.#pages].filter(([other]) => other !== page && this.#isNear(other));
    this.#pages = new Map([...near, [page, kept]]);
  }

  /** Begins anew with one window: the order has changed. */
  replace(page: number, rows: readonly Row[]): void {
    this.#pages = new Map([[page, rows]]);
  }

  /** What is out of sight is old now. */
  keepVisible(): void {
    const visible = this.visible();
    this.#pages = new Map([...this.#pages].filter(([page]) => visible.includes(page)));
  }

  clear(): void {
    this.#pages = new Map();
  }

  #isNear(page: number): boolean {
    const visible = this.visible();
    return page >= (visible[0] ?? 0) - NEAR && page <= (visible.at(-1) ?? 0) + NEAR;
  }
}

function same(former: unknown, row: unknown): boolean {
  return former !== undefined && JSON.stringify(former) === JSON.stringify(row);
}
