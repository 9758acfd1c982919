import { expect, test } from 'vitest';
import { expiryOf, slotWords } from './expiry';

const DAY = 86_400_000;
const now = new Date(2026, 10, 25, 12).getTime();
const of = (at: number | null) => expiryOf({ expires_at_the_earliest: at }, now);

test('what doesn’t expire says nothing', () => {
  expect(of(null)).toBeUndefined();
});

test('the words say that it is the earliest day, the help why', () => {
  expect(of(now + 62 * DAY)).toMatchObject({ words: 'in 62 days, at the earliest', tone: undefined, days: 62 });
  expect(of(now + 62 * DAY)?.help).toMatch(/^26 Jan 2027 at the earliest: .* Calls from elsewhere keep the account, too\.$/);
});

test.each([
  [30 * DAY, undefined],
  [30 * DAY - 1, 'warn'],
  [1, 'warn'],
  [0, 'bad'],
  [-5 * DAY, 'bad'],
])('%d ms from now it is %s', (left, tone) => {
  expect(of(now + left)?.tone).toBe(tone);
});

test('past its day it may have expired; it isn’t said that it has', () => {
  expect(of(now - DAY)).toMatchObject({ words: 'may have expired', days: 0 });
});

test('slots: of ten, and beyond ten the number alone', () => {
  const accounts = (count: number) => [{ account_type: 'standard' as const }, ...Array.from({ length: count }, () => ({ account_type: 'developer_test' as const }))];
  expect(slotWords(accounts(7))).toBe('Test accounts 7 of 10');
  expect(slotWords(accounts(10))).toBe('Test accounts 10 of 10');
  expect(slotWords(accounts(14))).toBe('Test accounts 14');
});
