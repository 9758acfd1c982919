import type { Snippet } from 'svelte';

/** A column of a table. */
export interface Column<Row> {
  id: string;
  label: string;
  /** A track of CSS grid: `88px`, `minmax(160px, 1.4fr)`. */
  width: string;
  /** Numbers stand right. */
  align?: 'start' | 'end' | undefined;
  sortable?: boolean | undefined;
  /** The head is read, not seen: the column of actions. */
  labelUnseen?: boolean | undefined;
  /** What a cell shows. It gets the row and whether the pointer or the focus is on it. */
  cell: Snippet<[Row]>;
}

export interface Sort {
  column: string;
  descending: boolean;
}

/** Which row a key leads to; undefined when the key isn't one that moves. */
export function rowAfterKey(key: string, active: number, total: number, page: number): number | undefined {
  const targets: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: total - 1,
  };
  const target = targets[key];
  return target === undefined ? undefined : Math.max(0, Math.min(total - 1, target));
}
