import { describe, expect, test } from 'vitest';
import * as format from './format';

const now = new Date(2026, 10, 23, 10, 42, 0);
const before = (ms: number) => new Date(now.getTime() - ms);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('past', () => {
  test.each([
    [10_000, 'just now'],
    [12 * MINUTE, '12 min ago'],
    [22 * HOUR, '22 h ago'],
    [DAY, '1 day ago'],
    [3 * DAY + HOUR, '3 days ago'],
    [11 * DAY, '12 Nov'],
    [400 * DAY, '19 Oct 2025'],
  ])('%d ms ago is "%s"', (past, words) => {
    expect(format.formatAgo(before(past), now)).toBe(words);
  });

  test('what never was is never', () => {
    expect(format.formatAgo(null, now)).toBe('never');
  });

  test('a clock that runs ahead is just now', () => {
    expect(format.formatAgo(before(-5 * MINUTE), now)).toBe('just now');
  });
});

describe('moments', () => {
  test('British order, 24 hours, short months', () => {
    expect(format.formatMoment(new Date(2026, 10, 23, 10, 31), now)).toBe('23 Nov, 10:31');
    expect(format.formatExact(new Date(2026, 8, 5, 0, 7))).toBe('5 Sep 2026, 00:07');
    expect(format.formatSecond(new Date(2026, 8, 5, 0, 7, 9))).toBe('00:07:09');
    expect(format.formatDay(new Date(2025, 8, 5), now)).toBe('5 Sep 2025');
  });

  test('the timeline', () => {
    expect(format.formatTimeline(new Date(2026, 10, 23, 0, 1), now)).toBe('00:01');
    expect(format.formatTimeline(new Date(2026, 10, 22, 23, 59), now)).toBe('Yesterday 23:59');
    expect(format.formatTimeline(new Date(2026, 10, 20, 16, 2), now)).toBe('20 Nov 16:02');
  });
});

test('what is to come', () => {
  expect(format.formatUntil(new Date(now.getTime() + 40_000), now)).toBe('in 40 s');
  expect(format.formatUntil(new Date(now.getTime() + 26 * HOUR), now)).toBe('in 1 day');
  expect(format.formatCountdown(522)).toBe('8:42');
  expect(format.formatCountdown(-3)).toBe('0:00');
  expect(format.formatDuration(20)).toBe('20 s');
});

test('sizes and counts', () => {
  expect(format.formatBytes(2_400_000)).toBe('2.4 MB');
  expect(format.formatBytes(0)).toBe('0 B');
  expect(format.formatBytes(999)).toBe('999 B');
  expect(format.formatCount(100_000)).toBe('100,000');
});
