import { describe, expect, test } from 'vitest';
import { columnWord, isFixed, listed, moved, settled, toggled, usualColumns } from './columns';

describe('columns', () => {
  test('each has its word, and all of them are listed once', () => {
    const all = listed(usualColumns);
    expect(all).toHaveLength(11);
    expect(new Set(all.map(columnWord)).size).toBe(11);
    expect(all.filter(isFixed)).toEqual(['account', 'health']);
  });

  test('account and health stay, whatever was kept', () => {
    expect(settled(['tags', 'tags'])).toEqual(['account', 'tags', 'health']);
    expect(toggled(usualColumns, 'health')).toEqual(usualColumns);
  });

  test('one is added at the end, taken away, and moved by one place', () => {
    expect(toggled(['account', 'health'], 'tags')).toEqual(['account', 'health', 'tags']);
    expect(toggled(['account', 'tags', 'health'], 'tags')).toEqual(['account', 'health']);
    expect(moved(['account', 'health', 'tags'], 'tags', -1)).toEqual(['account', 'tags', 'health']);
    expect(moved(['account', 'health'], 'health', 1)).toEqual(['account', 'health']);
  });
});
