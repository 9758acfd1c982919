import { expect, test } from 'vitest';
import type { MatrixGroupView } from '../../bindings/contract';
import { accountsIn, layOut, moveTo } from './layout';

const groups: MatrixGroupView[] = [
  { account_type: 'standard', accounts: 3, health: {} },
  { account_type: 'sandbox', accounts: 2, health: {} },
];

test('every group has a head, then its accounts', () => {
  const layout = layOut(groups, new Set());
  expect(layout.lines).toBe(7);
  expect(layout.lineAt(0)).toMatchObject({ kind: 'group', folded: false });
  expect(layout.lineAt(3)).toMatchObject({ kind: 'account', index: 2, type: 'standard' });
  expect(layout.lineAt(4)).toMatchObject({ kind: 'group' });
  expect(layout.lineAt(6)).toMatchObject({ kind: 'account', index: 4, type: 'sandbox' });
  expect(layout.lineAt(7)).toBeUndefined();
  expect(layout.lineOf(4)).toBe(6);
});

test('a folded group is its head alone, and places after it stay right', () => {
  const layout = layOut(groups, new Set(['standard'] as const));
  expect(layout.lines).toBe(4);
  expect(layout.lineAt(2)).toMatchObject({ kind: 'account', index: 3 });
  expect(layout.lineOf(1)).toBeUndefined();
  expect(accountsIn(layout, 0, 4)).toEqual({ from: 3, to: 5 });
  expect(accountsIn(layout, 0, 2)).toBeUndefined();
});

test('a hundred thousand accounts are laid out without a list of them', () => {
  const layout = layOut([{ account_type: 'standard', accounts: 100_000, health: {} }], new Set());
  expect(layout.lines).toBe(100_001);
  expect(layout.lineAt(100_000)).toMatchObject({ index: 99_999 });
});

test.each([
  ['ArrowRight', false, { line: 2, column: 2 }],
  ['ArrowLeft', true, { line: 2, column: 0 }],
  ['ArrowDown', false, { line: 3, column: 1 }],
  ['ArrowUp', true, { line: 0, column: 1 }],
  ['PageDown', false, { line: 9, column: 1 }],
  ['Home', false, { line: 2, column: 0 }],
  ['End', true, { line: 9, column: 4 }],
])('%s with Ctrl %s', (key, ctrlKey, expected) => {
  expect(moveTo({ key, ctrlKey, metaKey: false }, { line: 2, column: 1 }, 10, 5, 20)).toEqual(expected);
});

test('other keys move nothing', () => {
  expect(moveTo({ key: 'a', ctrlKey: false, metaKey: false }, { line: 0, column: 0 }, 3, 3, 1)).toBeUndefined();
});
