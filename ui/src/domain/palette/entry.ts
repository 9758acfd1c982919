/** One line of the palette, and how lines are made. */
import type { Health } from '../../bindings/contract';
import type { Combination } from '../../keyboard';
import type { IconName } from '../../parts/icons';
import { toHash, type Query, type Route } from '../../router.svelte';

/** In this order they are shown. Places and settings are told apart only until something is typed. */
export const groups = ['put_right', 'here', 'installations', 'accounts', 'apps', 'commands', 'places', 'settings', 'guide'] as const;
export type Group = (typeof groups)[number];

export interface Entry {
  id: string;
  group: Group;
  label: string;
  icon?: IconName;
  health?: Health;
  hint?: string;
  keys?: Combination;
  run: () => void;
  /** What Ctrl Enter does instead: opens the installation. */
  open?: () => void;
}

/** How many of each kind are offered. */
export const FEW = 5;

export function command(id: string, icon: IconName, label: string, run: () => void, keys?: Combination): Entry {
  return { id, group: 'commands', label, icon, run, ...(keys === undefined ? {} : { keys }) };
}

/** A line that leads somewhere. */
export function place(id: string, icon: IconName, label: string, route: Route, query: Query = {}, keys?: Combination): Entry {
  return { ...command(id, icon, label, () => (window.location.hash = toHash(route, query)), keys), group: 'places' };
}

export function holds(text: string, words: readonly string[]): boolean {
  const low = text.toLowerCase();
  return words.every((word) => low.includes(word));
}
