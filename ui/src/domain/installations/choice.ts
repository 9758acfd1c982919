/**
 * What the list of installations shows, as its address says it: filters and order stand in the
 * query, so that back, forward and a saved view are the same thing.
 */
import type { AccountType, AppId, Health, InstallationColumn, InstallationFilter, InstallationSort, InstallationSortKey } from '../../bindings/contract';
import type { Query } from '../../router.svelte';
import { healthFamilies, isHealth } from '../health/health';
import { isColumn } from './columns';

/** The views that are always there. */
export const savedViews = ['needs_person', 'has_token', 'test', 'production'] as const;
export type SavedView = (typeof savedViews)[number];

/** What a person chose. */
export interface Choice {
  view: SavedView | undefined;
  search: string;
  apps: AppId[];
  healths: Health[];
  /** The healths are those left out. */
  healthsNot: boolean;
  types: AccountType[];
  tags: string[];
  hubId: number | undefined;
  sort: InstallationSort;
  /** The view of one's own that it began from; it may have been changed since. */
  mine: string | undefined;
  /** The columns, where they aren't those that always are. */
  columns: InstallationColumn[] | undefined;
}

export const accountTypes: readonly AccountType[] = ['standard', 'developer_test', 'sandbox', 'app_developer', 'unknown'];
export const allHealths: readonly Health[] = healthFamilies.flat();
/** What nobody looks for until they say so. */
const gone: Health[] = ['revoked', 'uninstalled'];
const sortKeys: readonly InstallationSortKey[] = ['health', 'account', 'hub_id', 'app', 'scopes', 'proven', 'installed_by'];
/** An app that can't exist: "no app at all" can't be said by an empty list. */
const noApp = '00000000-0000-0000-0000-000000000000';

/** Reads the address. Without any word about health, what is gone stays out. */
export function readChoice(query: Query): Choice {
  const view = savedViews.find((known) => known === query['view']);
  const { healths, not } = readHealths(query['health'], view);
  const key = sortKeys.find((known) => known === query['sort']);
  return {
    view,
    search: query['q'] ?? '',
    apps: list(query['app']),
    healths,
    healthsNot: not,
    types: view === 'test' ? ['developer_test'] : list(query['type']).filter(isAccountType),
    tags: list(query['tag']),
    hubId: query['hub'] !== undefined && /^\d+$/.test(query['hub']) ? Number(query['hub']) : undefined,
    sort: { by: key ?? 'health', descending: query['order'] === 'down' },
    mine: query['mine'],
    columns: query['mine'] === undefined || query['cols'] === undefined ? undefined : list(query['cols']).filter(isColumn),
  };
}

/** Writes the address: the opposite of `readChoice`. What is as always isn't written. */
export function writeChoice(choice: Choice): Query {
  const { view, search, apps, types, tags, hubId, sort, mine, columns } = choice;
  const query: Query = {};
  if (view !== undefined) query['view'] = view;
  if (search !== '') query['q'] = search;
  if (view !== 'production' && apps.length > 0) query['app'] = apps.join(',');
  if (!sameHealths(choice, readHealths(undefined, view))) query['health'] = writeHealths(choice);
  if (view !== 'test' && types.length > 0) query['type'] = types.join(',');
  if (tags.length > 0) query['tag'] = tags.map(encodeURIComponent).join(',');
  if (hubId !== undefined) query['hub'] = String(hubId);
  if (sort.by !== 'health') query['sort'] = sort.by;
  if (sort.descending) query['order'] = 'down';
  if (mine !== undefined) query['mine'] = mine;
  if (mine !== undefined && columns !== undefined) query['cols'] = columns.join(',');
  return query;
}

/** The choice with another filter: it isn't the saved view any more, but what that view let through. */
export function refine(choice: Choice, changed: Partial<Choice>, production: readonly AppId[]): Choice {
  const apps = choice.view === 'production' ? [...production] : choice.apps;
  return { ...choice, apps, view: undefined, ...changed };
}

/** What the program is asked. */
export function toFilter(choice: Choice, production: readonly AppId[]): InstallationFilter {
  const apps = choice.view === 'production' ? (production.length > 0 ? [...production] : [noApp]) : choice.apps;
  const { healths, healthsNot } = choice;
  return {
    search: choice.search.trim(),
    apps,
    healths: healthsNot ? allHealths.filter((health) => !healths.includes(health)) : healths,
    account_types: choice.types,
    tags: choice.tags,
    hub_id: choice.hubId ?? null,
  };
}

/** Whether anything is left out beyond what always is. */
export function isNarrowed(choice: Choice): boolean {
  const { view, sort, order, mine, cols, ...rest } = writeChoice(choice);
  return view !== undefined || Object.keys(rest).length > 0;
}

/** The choice that a filter says: the opposite of `toFilter`. */
export function fromFilter(filter: InstallationFilter, sort: InstallationSort): Choice {
  const left = allHealths.filter((health) => !filter.healths.includes(health));
  // The shorter way to say it; all of them are as none.
  const not = filter.healths.length > left.length && left.length > 0;
  const healths = left.length === 0 ? [] : not ? left : filter.healths;
  return {
    view: undefined,
    search: filter.search,
    apps: [...filter.apps],
    healths: [...healths],
    healthsNot: not,
    types: [...filter.account_types],
    tags: [...filter.tags],
    hubId: filter.hub_id ?? undefined,
    sort: { ...sort },
    mine: undefined,
    columns: undefined,
  };
}

function readHealths(text: string | undefined, view: SavedView | undefined): { healths: Health[]; not: boolean } {
  if (text === 'any') return { healths: [], not: false };
  if (text === undefined) return defaultHealths(view);
  const not = text.startsWith('not:');
  const healths = list(not ? text.slice(4) : text).filter(isHealth);
  return { healths, not: not && healths.length > 0 };
}

function defaultHealths(view: SavedView | undefined): { healths: Health[]; not: boolean } {
  if (view === 'needs_person') return { healths: [...healthFamilies[1]], not: false };
  if (view === 'has_token') return { healths: [...healthFamilies[0]], not: false };
  return { healths: [...gone], not: true };
}

function writeHealths({ healths, healthsNot }: Choice): string {
  if (healths.length === 0) return 'any';
  return `${healthsNot ? 'not:' : ''}${healths.join(',')}`;
}

function sameHealths(choice: Choice, other: { healths: Health[]; not: boolean }): boolean {
  return choice.healthsNot === other.not && choice.healths.join() === other.healths.join();
}

function list(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((piece) => piece !== '').map(decode);
}

function decode(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}

function isAccountType(text: string): text is AccountType {
  return (accountTypes as readonly string[]).includes(text);
}
