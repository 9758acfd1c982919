/** The texts of the window in its languages: what is English there, and what it is in German. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build.js';

const folder = join(root, 'ui/src/i18n');
const read = (language, file) => JSON.parse(readFileSync(join(folder, language, file), 'utf8'));
const files = readdirSync(join(folder, 'en'));

/** Where a number goes another plural may be chosen, and a word that is filled in may be of the catalogue, too. */
const HOLE = /\{\w+\}/;
const HOLES = /\{\w+\}/g;

const bare = (text) => text.replaceAll(/\*\*|`/g, '');
const escaped = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** English → each German that stands for it somewhere. */
const pairs = new Map();

function pair(english, german) {
  if (typeof english === 'object') {
    for (const [form, text] of Object.entries(english)) pair(text, german[form] ?? german.other ?? '');
    return;
  }
  if (english === '') return;
  const known = pairs.get(bare(english)) ?? new Set();
  pairs.set(bare(english), known.add(bare(german)));
}

for (const file of files) pair(read('en', file), read('de', file));

const germans = new Set([...pairs.values()].flatMap((several) => [...several]));
const matcher = (text) => new RegExp(`^${text.split(HOLES).map(escaped).join('(.+?)')}$`, 's');
/** Only what has a word of its own beside the holes can be recognised. */
const templates = (texts) => [...texts].filter((text) => HOLE.test(text) && /\p{L}{2}/u.test(text.replaceAll(HOLES, ''))).map((text) => ({ text, matches: matcher(text) }));
const englishTemplates = templates(pairs.keys());
const germanTemplates = templates(germans);

/** A text of the catalogue in every language. */
export const inEveryLanguage = (english) => [english, ...(pairs.get(english) ?? [])];

export const titleOf = (code) => read('en', 'codes.json')[code].title;

/** The German of an English text, as it may stand on the page; none where it isn't of the catalogue. */
function germansOf(english) {
  const whole = pairs.get(english);
  if (whole !== undefined) return [...whole].map(escaped);
  return englishTemplates.flatMap(({ text, matches }) => {
    const found = matches.exec(english);
    if (found === null) return [];
    const names = [...text.matchAll(HOLES)].map(([name]) => name);
    const filled = new Map(names.map((name, at) => [name, found[at + 1]]));
    return [...pairs.get(text)].map((german) => fill(german, filled));
  });
}

/** What is filled in stays, or is German itself. */
function fill(german, filled) {
  return german
    .split(/(\{\w+\})/)
    .map((piece) => {
      if (!HOLE.test(piece)) return escaped(piece);
      const value = filled.get(piece);
      if (value === undefined) return '.+?';
      return `(?:${[escaped(value), ...[...(pairs.get(value) ?? [])].map(escaped)].join('|')})`;
    })
    .join('');
}

/** What finds in German what `wanted` finds in English: a text, or a pattern that was written for English. */
export function inGerman(wanted, exact = false) {
  const found = typeof wanted === 'string' ? germansOf(wanted) : germansLike(wanted);
  if (found.length === 0) return wanted;
  // What is data and no text of the catalogue may stand there as it is.
  const all = [...new Set(typeof wanted === 'string' ? [...found, escaped(wanted)] : [...found, wanted.source])];
  const whole = typeof wanted === 'string' ? exact : wanted.source.startsWith('^') && wanted.source.endsWith('$');
  return new RegExp(whole ? `^(?:${all.join('|')})$` : all.join('|'), typeof wanted === 'string' ? 'i' : wanted.flags);
}

function germansLike(pattern) {
  const plain = pattern.source.replaceAll(/^\^|\$$/g, '');
  const exactly = /[\\()[\]|*+?]/.test(plain) ? [] : germansOf(plain);
  // What fills a hole isn't what the pattern asks for by itself.
  const samples = ['7', '200', 'Qq', 'Invoice Sync'].filter((sample) => !pattern.test(sample));
  const fits = (english) => samples.some((sample) => pattern.test(english.replaceAll(HOLES, sample)));
  const like = [...pairs].filter(([english]) => fits(english)).flatMap(([, several]) => [...several].map((german) => german.split(HOLES).map(escaped).join('.+?')));
  return [...exactly, ...like];
}

/** Which of the texts of a page are English, though the catalogue has a German for them. */
export function leftInEnglish(texts) {
  return texts.filter((text) => {
    if (germans.has(text) || germanTemplates.some(({ matches }) => matches.test(text))) return false;
    return pairs.has(text) || englishTemplates.some(({ matches }) => matches.test(text));
  });
}
