import { describe, expect, test } from 'vitest';
import type { ActivityKind, ActivityView } from '../../bindings/contract';
import { readActivityChoice, toActivityFilter, writeActivityChoice } from './choice';
import { byDay, dayWords } from './days';
import { kindGroups, kindWords, markOf } from './kinds';

function line(at: number): ActivityView {
  return { at, kind: 'refreshed', app: null, app_name: null, hub_id: null, account_name: null, installation: null, code: null, hubspot_status: null, correlation_id: null, by: 'schedule' };
}

test('days part at midnight of this computer', () => {
  const midnight = new Date(2026, 10, 23).getTime();
  const days = byDay([line(midnight + 5), line(midnight), line(midnight - 1)]);
  expect(days.map(({ lines }) => lines.length)).toEqual([2, 1]);
});

test('today and yesterday are said, also when the clocks change', () => {
  const now = new Date(2026, 9, 26, 12).getTime();
  const day = (date: number) => new Date(2026, 9, date).getTime();
  expect(dayWords(day(26), now)).toBe('Today');
  expect(dayWords(day(25), now)).toBe('Yesterday');
  expect(dayWords(day(24), now)).toBe('24 Oct');
});

describe('kinds', () => {
  const all = Object.values(kindGroups).flat() as ActivityKind[];

  test('each stands in one group and has its words and its mark', () => {
    expect(new Set(all).size).toBe(all.length);
    for (const kind of all) {
      expect(kindWords(kind)).not.toContain('activity.');
      expect(markOf(kind)).toBeDefined();
    }
  });
});

test('a choice is written into the address and read back', () => {
  const query = { q: 'kestrel 401', period: 'week', app: 'a', hub: '7', installation: 'i', kind: 'refreshes,exits', failures: 'only' };
  const choice = readActivityChoice(query);
  expect(writeActivityChoice(choice)).toEqual(query);
  const filter = toActivityFilter(choice, new Date(2026, 10, 23).getTime());
  expect(filter).toMatchObject({ hub_id: 7, failures_only: true, search: 'kestrel 401' });
  expect(filter.kinds).toContain('uninstalled');
});

test('days are counted from midnight with today among them, also when the clocks change', () => {
  const since = (period: string) => toActivityFilter(readActivityChoice({ period }), new Date(2026, 9, 28).getTime()).since;
  expect(since('today')).toBe(new Date(2026, 9, 28).getTime());
  expect(since('week')).toBe(new Date(2026, 9, 22).getTime());
  expect(since('month')).toBe(new Date(2026, 8, 29).getTime());
  expect(since('ever')).toBeUndefined();
});
