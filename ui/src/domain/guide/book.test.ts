import { afterEach, expect, test } from 'vitest';
import { knownCodes } from '../../catalogue';
import { languageNames, setLanguage, type Language } from '../../i18n';
import { bookPages } from './book';
import { healths } from './topics';

const BOOK = '../../../../docs/guide';
const languages = Object.keys(languageNames) as Language[];
const committed = Object.keys(import.meta.glob('../../../../docs/guide/**/*')).map((path) => path.slice(BOOK.length + 1));

afterEach(() => setLanguage('en'));

function pagesOf(language: Language): Map<string, string> {
  setLanguage(language);
  return bookPages();
}

test.each(languages)('the guide in docs says in %s what the catalogue says: `npx vitest run src/domain/guide/book -u` writes it anew', async (language) => {
  for (const [path, text] of pagesOf(language)) await expect(text).toMatchFileSnapshot(`${BOOK}/${language}/${path}`);
});

test('every page is in docs, and no page of something that is gone', () => {
  const wanted = languages.flatMap((language) => [...pagesOf(language).keys()].map((path) => `${language}/${path}`));
  expect([...committed].sort()).toEqual(wanted.sort());
});

test.each(languages)('in %s every health and every code has its page, and every link leads to one', (language) => {
  const pages = pagesOf(language);
  expect([...pages.keys()]).toEqual(expect.arrayContaining([...healths.map((health) => `health/${health}.md`), ...knownCodes.map((code) => `codes/${code}.md`)]));
  for (const [path, text] of pages) {
    expect(text, path).not.toMatch(/\{\w+\}|guide\.|health_|undefined/);
    for (const [, to = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
      const target = new URL(to, `file:///${language}/${path}`).pathname.slice(1);
      const known = languages.some((other) => target === `${other}/README.md`) || (target.startsWith(`${language}/`) && pages.has(target.slice(language.length + 1)));
      expect(known, `${path} leads to ${to}`).toBe(true);
    }
  }
});

test('what would be markup is text', () => {
  const page = pagesOf('en').get('codes/ScopeUnknown.md') ?? '';
  expect(page).toMatch(/^# No scope we know\n\n## What happened\n\n/);
  expect(page).toContain('Code `ScopeUnknown`');
});
