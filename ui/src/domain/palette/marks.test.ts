import { expect, test } from 'vitest';
import { markWords } from './marks';

test('marks every word, whatever its case', () => {
  expect(markWords('Invoice Sync on Kestrel', 'kes inv')).toEqual([
    { text: 'Inv', marked: true },
    { text: 'oice Sync on ', marked: false },
    { text: 'Kes', marked: true },
    { text: 'trel', marked: false },
  ]);
});

test('what means something to a pattern is only text', () => {
  expect(markWords('a.b (c)', '.b (')).toEqual([
    { text: 'a', marked: false },
    { text: '.b', marked: true },
    { text: ' ', marked: false },
    { text: '(', marked: true },
    { text: 'c)', marked: false },
  ]);
});

test('without a word nothing is marked', () => {
  expect(markWords('all', '  ')).toEqual([{ text: 'all', marked: false }]);
});
