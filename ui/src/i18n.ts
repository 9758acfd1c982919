/**
 * Text. Every sentence that the window shows stands in `i18n/<language>/<area>.json`; a key is
 * `<area>.<name>`. A value is a string or a set of plural forms chosen by `count`. `{name}` is
 * filled from the arguments. `**bold**` and `` `mono` `` are honoured by `rich` alone, and only
 * in the catalogue's own text: what is filled in is never read as markup.
 */
import accounts from './i18n/en/accounts.json';
import activity from './i18n/en/activity.json';
import adopt from './i18n/en/adopt.json';
import app from './i18n/en/app.json';
import apps from './i18n/en/apps.json';
import common from './i18n/en/common.json';
import decoder from './i18n/en/decoder.json';
import exits from './i18n/en/exits.json';
import finding from './i18n/en/finding.json';
import health from './i18n/en/health.json';
import install from './i18n/en/install.json';
import installation from './i18n/en/installation.json';
import installations from './i18n/en/installations.json';
import nav from './i18n/en/nav.json';
import palette from './i18n/en/palette.json';
import practice from './i18n/en/practice.json';
import problem from './i18n/en/problem.json';
import project from './i18n/en/project.json';
import settings from './i18n/en/settings.json';
import time from './i18n/en/time.json';
import tray from './i18n/en/tray.json';
import vault from './i18n/en/vault.json';
import welcome from './i18n/en/welcome.json';

const en = {
  accounts,
  activity,
  adopt,
  app,
  apps,
  common,
  decoder,
  exits,
  finding,
  health,
  install,
  installation,
  installations,
  nav,
  palette,
  practice,
  problem,
  project,
  settings,
  time,
  tray,
  vault,
  welcome,
};

type Catalogue = typeof en;
/** Every key the catalogue knows: `common.save`, `health.healthy`, … */
export type Key = {
  [A in keyof Catalogue]: `${A}.${keyof Catalogue[A] & string}`;
}[keyof Catalogue];
/** What may stand in for `{name}`. Numbers are grouped; hub IDs go in as strings. */
export type Args = Record<string, string | number>;
/** A run of text, in bold or mono where the catalogue says so. */
export type Run = { text: string; style: 'plain' | 'bold' | 'mono' };

/** The language of the text and of plurals, numbers and dates. */
export const language = 'en';

const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);
const texts = en as unknown as Record<string, Record<string, string | Record<string, string>>>;

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
