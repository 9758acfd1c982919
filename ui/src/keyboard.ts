/**
 * The window's keys. A view registers what a key does while it is on screen; the newest
 * registration wins. The same list feeds the hints beside menu rows and the palette.
 */

import { hasText, t } from './i18n';

/** `mod` is Ctrl, and Cmd on a Mac. Keys are named as in `KeyboardEvent.key`, in lower case. */
export type Combination = string;

/** The keys that have one meaning everywhere. */
export const keys = {
  palette: 'mod+k',
  search: 'mod+f',
  searchSlash: '/',
  refresh: 'mod+r',
  hide: 'mod+l',
  copyToken: 'mod+shift+c',
  reauthorize: 'r',
  refreshRow: 'f5',
  settings: 'mod+,',
  quit: 'mod+q',
  guide: 'f1',
  shortcuts: '?',
  selectAll: 'mod+a',
} as const satisfies Record<string, Combination>;

type Action = (event: KeyboardEvent) => void;
const registered: { combination: Combination; action: Action }[] = [];

/** Registers a key; the answer ends it. */
export function onKey(combination: Combination, action: Action): () => void {
  const entry = { combination, action };
  registered.push(entry);
  return () => {
    const at = registered.indexOf(entry);
    if (at >= 0) registered.splice(at, 1);
  };
}

/** Registers the two keys that go to the search of what is on screen; the answer ends them. */
export function onFind(find: () => void): () => void {
  const ends = [onKey(keys.search, find), onKey(keys.searchSlash, find)];
  return () => ends.forEach((end) => end());
}

/** Listens on the window; the answer ends it. */
export function startKeyboard(target: Window = window): () => void {
  target.addEventListener('keydown', handleKey);
  return () => target.removeEventListener('keydown', handleKey);
}

/** Runs the newest registration that fits, unless the key belongs to a field or a dialog. */
export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const entry = registered.findLast(({ combination }) => fits(combination, event));
  if (entry === undefined || belongsElsewhere(entry.combination, event)) return;
  event.preventDefault();
  entry.action(event);
}

/** Whether the event is this combination, with no other modifier held. */
export function fits(combination: Combination, event: KeyboardEvent): boolean {
  const pieces = combination.split('+');
  const key = pieces.at(-1) ?? '';
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  const other = isMac() ? event.ctrlKey : event.metaKey;
  // "/" and its like need Shift on some layouts, so Shift counts for letters and named keys only.
  const shift = /^[a-z0-9]$|^.{2,}$/.test(key) ? event.shiftKey : pieces.includes('shift');
  return (
    event.key.toLowerCase() === key &&
    mod === pieces.includes('mod') &&
    shift === pieces.includes('shift') &&
    event.altKey === pieces.includes('alt') &&
    !other
  );
}

/** The words on a key hint, as they stand on the keys: `Ctrl K`, `Strg K`, `⌘ K`. */
export function describeKey(combination: Combination): string {
  return combination.split('+').map(wordOf).join(' ');
}

const onMac: Record<string, string> = { mod: '⌘', shift: '⇧', alt: '⌥' };
const arrows: Record<string, string> = { arrowup: '↑', arrowdown: '↓', arrowleft: '←', arrowright: '→' };

function wordOf(piece: string): string {
  const drawn = (isMac() ? onMac[piece] : undefined) ?? arrows[piece];
  const key = `common.key_${piece}`;
  return drawn ?? (hasText(key) ? t(key) : piece.toUpperCase());
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}

/** A letter alone is text inside a field, F1 asks for help anywhere; a modal dialog keeps its keys to itself. */
function belongsElsewhere(combination: Combination, event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  const typing = target?.matches('input, textarea, select, [contenteditable="true"]') ?? false;
  if (typing && combination !== keys.guide && !combination.includes('mod')) return true;
  // One that is closing stands in the document until it has faded, but no longer has the focus.
  return document.querySelector('[role="dialog"][aria-modal="true"]:not([data-state="closed"])') !== null;
}
