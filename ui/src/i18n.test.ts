import { expect, test } from 'vitest';
import { hasText, rich, t } from './i18n';

test('text is filled in, and numbers are grouped', () => {
  expect(t('common.of', { done: 41, total: 1062 })).toBe('41 of 1,062');
});

test('a hub ID is text', () => {
  expect(t('common.remove_named', { name: '22048815' })).toBe('Remove 22048815');
});

test('plurals', () => {
  expect(t('common.unsaved', { count: 1 })).toBe('1 unsaved change');
  expect(t('common.unsaved', { count: 2 })).toBe('2 unsaved changes');
  expect(t('common.unsaved', { count: 0 })).toBe('0 unsaved changes');
});

test('what is filled in is never markup, and never a place-holder', () => {
  const hostile = '**bold** `code` {total} <b>x</b>';
  expect(rich('common.remove_named', { name: hostile })).toEqual([{ text: `Remove ${hostile}`, style: 'plain' }]);
});

test('codes from outside may lack a text', () => {
  expect(hasText('common.save')).toBe(true);
  expect(hasText('common.no_such')).toBe(false);
  expect(hasText('nowhere.save')).toBe(false);
  expect(hasText('common.constructor')).toBe(false);
});

test('every plural has its other form, and every text is said without shouting', () => {
  const files = import.meta.glob<Record<string, string | Record<string, string>>>('./i18n/en/*.json', { eager: true, import: 'default' });
  expect(Object.keys(files).length).toBeGreaterThan(10);
  for (const [file, texts] of Object.entries(files)) {
    for (const [key, value] of Object.entries(texts)) {
      const forms = typeof value === 'string' ? [value] : Object.values(value);
      if (typeof value !== 'string' && 'one' in value) expect(value['other'], `${file} ${key} has an other form`).toBeTruthy();
      for (const text of forms) {
        expect(text, `${file} ${key}`).not.toMatch(/!|\bOops\b|\bplease\b|successfully|\bsandbox\b world/i);
      }
    }
  }
});
