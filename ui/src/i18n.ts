/**
 * Text. Every sentence that the window shows stands in `i18n/<language>/<area>.json`; a key is
 * `<area>.<name>`. A value is a string or a set of plural forms chosen by `count`. `{name}` is
 * filled from the arguments. `**bold**` and `` `mono` `` are honoured by `rich` alone, and only
 * in the catalogue's own text: what is filled in is never read as markup.
 */
import { de } from './i18n/de';
import { en } from './i18n/en';

type Catalogue = typeof en;
/** Every key the catalogue knows: `common.save`, `health.healthy`, … */
export type Key = {
  [A in keyof Catalogue]: `${A}.${keyof Catalogue[A] & string}`;
}[keyof Catalogue];
/** What may stand in for `{name}`. Numbers are grouped; hub IDs go in as strings. */
export type Args = Record<string, string | number>;
/** A run of text, in bold or mono where the catalogue says so. */
export type Run = { text: string; style: 'plain' | 'bold' | 'mono' };

type Texts = Record<string, Record<string, string | Record<string, string>>>;
/** A language that the whole window is told in. */
export type Language = 'en' | 'de';

/** Each by its own name, so that whoever can't read this one finds theirs. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch' };

const languages: Record<Language, Texts> = { en: en as unknown as Texts, de: de as unknown as Texts };

/** The language of the text and of plurals, numbers and dates. Chosen before the window is drawn. */
let language: Language = 'en';
let plurals = new Intl.PluralRules(language);
let numbers = new Intl.NumberFormat(language);
let texts = languages[language];

export function getLanguage(): Language {
  return language;
}

/** From now on; what is drawn already stays as it is. */
export function setLanguage(wanted: Language): void {
  language = wanted;
  plurals = new Intl.PluralRules(language);
  numbers = new Intl.NumberFormat(language);
  texts = languages[language];
}

/** The text of `key`, with its arguments filled in. */
export function t(key: Key, args: Args = {}): string {
  return fill(template(key, args), args);
}

/** The text of `key` as runs, for sentences with a bold name or a mono value in them. */
export function rich(key: Key, args: Args = {}): Run[] {
  return fillRich(template(key, args), args);
}

/** A text that isn't found by a key, such as a code's, with its arguments filled in. */
export function fillText(text: string, args: Args): string {
  return fillRich(text, args).reduce((whole, { text: piece }) => whole + piece, '');
}

/** The same, as runs. */
export function fillRich(text: string, args: Args): Run[] {
  return text
    .split(/(\*\*[^*]+\*\*|`[^`]+`)/)
    .filter((piece) => piece !== '')
    .map((piece) => run(piece, args));
}

/** Whether the catalogue has `key`: for keys made from codes that come from outside. */
export function hasText(key: string): key is Key {
  return find(key) !== undefined;
}

function run(piece: string, args: Args): Run {
  if (piece.startsWith('**')) return { text: fill(piece.slice(2, -2), args), style: 'bold' };
  if (piece.startsWith('`')) return { text: fill(piece.slice(1, -1), args), style: 'mono' };
  return { text: fill(piece, args), style: 'plain' };
}

function template(key: string, args: Args): string {
  const value = find(key);
  if (value === undefined) return key;
  if (typeof value === 'string') return value;
  return value[plurals.select(Number(args['count'] ?? 0))] ?? value['other'] ?? key;
}

/** Own keys only: a code from outside may be called `constructor`. */
function find(key: string): string | Record<string, string> | undefined {
  const dot = key.indexOf('.');
  const area = key.slice(0, dot);
  const name = key.slice(dot + 1);
  const known = Object.hasOwn(texts, area) ? texts[area] : undefined;
  return known !== undefined && Object.hasOwn(known, name) ? known[name] : undefined;
}

function fill(text: string, args: Args): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = args[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? numbers.format(value) : value;
  });
}
