/** The lines of the matrix: a head per group, then its accounts; a folded group is its head alone. */
import type { AccountType, MatrixGroupView } from '../../bindings/contract';

export type Line = { kind: 'group'; group: MatrixGroupView; folded: boolean } | { kind: 'account'; index: number; type: AccountType };

export interface Layout {
  lines: number;
  lineAt(at: number): Line | undefined;
  /** The line of an account by its place in the whole list; undefined while it is folded away. */
  lineOf(index: number): number | undefined;
}

interface Segment {
  group: MatrixGroupView;
  folded: boolean;
  /** The line of its head. */
  at: number;
  /** The place of its first account. */
  from: number;
}

export function layOut(groups: readonly MatrixGroupView[], folded: ReadonlySet<AccountType>): Layout {
  const segments: Segment[] = [];
  let [at, from] = [0, 0];
  for (const group of groups) {
    const isFolded = folded.has(group.account_type);
    segments.push({ group, folded: isFolded, at, from });
    at += 1 + (isFolded ? 0 : group.accounts);
    from += group.accounts;
  }
  return {
    lines: at,
    lineAt(line) {
      const segment = segments.findLast((one) => one.at <= line);
      if (segment === undefined || line >= at) return undefined;
      if (segment.at === line) return { kind: 'group', group: segment.group, folded: segment.folded };
      return { kind: 'account', index: segment.from + line - segment.at - 1, type: segment.group.account_type };
    },
    lineOf(index) {
      const segment = segments.find((one) => index >= one.from && index < one.from + one.group.accounts);
      return segment === undefined || segment.folded ? undefined : segment.at + 1 + index - segment.from;
    },
  };
}

/** The accounts between two lines; `to` isn't included. Undefined where there are only heads. */
export function accountsIn(layout: Layout, from: number, to: number): { from: number; to: number } | undefined {
  let [first, last] = [Infinity, -1];
  for (let line = from; line < to; line++) {
    const here = layout.lineAt(line);
    if (here?.kind !== 'account') continue;
    first = Math.min(first, here.index);
    last = here.index;
  }
  return last < 0 ? undefined : { from: first, to: last + 1 };
}

/** A cell: its line, and 0 for the account, 1 and up for the apps. */
export interface Place {
  line: number;
  column: number;
}

/** Where a key leads from a cell; undefined when the key isn't one that moves. */
export function moveTo(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>, from: Place, lines: number, columns: number, page: number): Place | undefined {
  const { line, column } = from;
  const far = event.ctrlKey || event.metaKey;
  const targets: Record<string, Place> = {
    ArrowDown: { line: far ? lines - 1 : line + 1, column },
    ArrowUp: { line: far ? 0 : line - 1, column },
    ArrowRight: { line, column: far ? columns - 1 : column + 1 },
    ArrowLeft: { line, column: far ? 0 : column - 1 },
    PageDown: { line: line + page, column },
    PageUp: { line: line - page, column },
    Home: { line: far ? 0 : line, column: 0 },
    End: { line: far ? lines - 1 : line, column: columns - 1 },
  };
  const target = targets[event.key];
  if (target === undefined) return undefined;
  return { line: clamp(target.line, lines), column: clamp(target.column, columns) };
}

function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value));
}
