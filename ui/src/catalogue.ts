/**
 * Text for every code: what happened, what is safe, what to do. The rows stand in
 * `i18n/<language>/codes.json`; a code without a row doesn't compile.
 *
 * In a row `[…]` is said only if everything it names is known, `[…|…]` says the second part
 * otherwise. So a row reads well with all of its arguments, and with none.
 */
import type { Code, Finding as ContractFinding, Level as ContractLevel } from './bindings/contract';
import germanCodes from './i18n/de/codes.json';
import codes from './i18n/en/codes.json';
import { fillRich, fillText, getLanguage, hasText, t, type Args, type Language, type Run } from './i18n';
import type { Finding, Fix, Level } from './parts/findings';

/** A row of the catalogue. */
export interface Row {
  /** The cause, without a full stop. */
  title: string;
  /** More of the cause, and what is safe. */
  sentence: string;
  /** The way out. */
  hint: string;
  /** What a button for the way out says. */
  action?: string;
}

/** The window's own code: the program behind it doesn't answer. */
export type WindowCode = 'HostUnreachable';

type Rows = Record<Code | WindowCode, Row>;

const languages: Record<Language, Rows> = { en: codes satisfies Rows, de: germanCodes satisfies Rows };

/** A problem or a finding, as far as text is concerned. */
export interface Explainable {
  code: string;
  args?: Record<string, unknown> | undefined;
}

/** A row with its arguments filled in. */
export interface Explanation {
  code: string;
  title: string;
  sentence: Run[];
  hint: string;
  action: string | undefined;
}

/** Every code the catalogue has a row for. */
export const knownCodes = Object.keys(codes);

/** Whether there is a row for what may be a code. */
export function isKnownCode(text: string): text is keyof Rows {
  return Object.hasOwn(codes, text);
}

/** The text for a problem or a finding. A code from a newer program reads as `Internal`. */
export function explain({ code, args = {} }: Explainable): Explanation {
  const rows = languages[getLanguage()];
  const row = Object.hasOwn(rows, code) ? rows[code as Code] : rows.Internal;
  const known = knownArgs(code, args);
  return {
    code,
    title: fillText(resolve(row.title, known), known),
    sentence: fillRich(resolve(row.sentence, known), known),
    hint: fillText(resolve(row.hint, known), known),
    action: row.action,
  };
}

/** One sentence in plain text: the cause alone, for toasts and screen readers. */
export function explainBriefly(problem: Explainable): string {
  return `${explain(problem).title}.`;
}

/** As plain text for a toast: the title, and the sentence with the hint. */
export function explainAsText(problem: Explainable): { title: string; text: string } {
  const { title, sentence, hint } = explain(problem);
  return { title, text: `${sentence.map(({ text }) => text).join('')} ${hint}` };
}

const levels: Record<ContractLevel, Level> = { block: 'error', warn: 'warn', info: 'info', pass: 'ok' };

/** A finding as fields and callouts show it. */
export function toFinding(finding: ContractFinding, fixes: Fix[] = []): Finding {
  const { title, sentence, code } = explain(finding);
  return { level: levels[finding.level], cause: `${title}.`, text: sentence, code, fixes };
}

/** Absent, null and empty arguments aren't known. Numbers but counts are names: they aren't grouped. */
function knownArgs(code: string, args: Record<string, unknown>): Args {
  const known: Args = {};
  for (const [name, value] of Object.entries(args)) {
    const text = Array.isArray(value) ? value.map((one) => word(code, name, one)).join(', ') : word(code, name, value);
    if (text === null || text === undefined || text === '') continue;
    known[name] = typeof text === 'number' && grouped.has(name) ? text : String(text);
    if (name === 'cause' && Object.hasOwn(codes, String(text))) known['cause_title'] = explain({ code: String(text) }).title;
  }
  return known;
}

/**
 * What the program tells in words of a closed list has its text here. The rest stays as it comes: names and
 * values, and what a parser or the system said.
 */
const words: Record<string, (value: string) => string> = {
  'PageRedirectMismatch.differs': (value) => `problem.differs_${value}`,
  'ScopeKindWrong.belongs_to': (value) => `problem.kind_${value}`,
  'FileUnreadable.reason': (value) => `problem.unreadable_${reasons[value] ?? ''}`,
};

/** Why a file can't be read, in the program's words. */
const reasons: Record<string, string> = {
  'it is a link': 'link',
  'it is a folder': 'folder',
  'it is a link, or no folder': 'no_folder',
  'it isn’t an ordinary file': 'special',
  'it isn’t there': 'missing',
  'you may not read it': 'forbidden',
  'it can’t be watched for changes': 'unwatched',
  'no answer in time': 'silent',
};

function word(code: string, name: string, value: unknown): unknown {
  const at = `${code}.${name}`;
  const key = typeof value === 'string' && Object.hasOwn(words, at) ? (words[at]?.(value) ?? '') : '';
  return hasText(key) ? t(key) : value;
}

const grouped: ReadonlySet<string> = new Set(['count', 'limit']);

/** Takes the brackets away, innermost first: what is inside stays if all of its names are known. */
function resolve(text: string, args: Args): string {
  const inner = /\[([^[\]]*)\]/;
  let resolved = text;
  for (let match = inner.exec(resolved); match !== null; match = inner.exec(resolved)) {
    const [kept = '', otherwise = ''] = (match[1] ?? '').split('|', 2);
    const names = [...kept.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    const said = names.every((name) => args[name] !== undefined) ? kept : otherwise;
    resolved = resolved.slice(0, match.index) + said + resolved.slice(match.index + match[0].length);
  }
  return resolved;
}
