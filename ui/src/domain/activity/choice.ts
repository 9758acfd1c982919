import type { ActivityFilter } from '../../state/activity.svelte';
import type { AppId, InstallationId } from '../../bindings/contract';
import type { Query } from '../../router.svelte';
import { kindGroupNames, kindGroups, type KindGroup } from './kinds';

/** How far back one looks. Days are those of this computer, today among them. */
export const periods = ['all', 'today', 'week', 'month', 'year'] as const;
export type Period = (typeof periods)[number];
const daysBack: Record<Exclude<Period, 'all'>, number> = { today: 0, week: 6, month: 29, year: 364 };

/** What a person wants to see of the activity; it stands in the address. */
export interface ActivityChoice {
  search: string;
  period: Period;
  app: AppId | undefined;
  hubId: number | undefined;
  installation: InstallationId | undefined;
  groups: KindGroup[];
  failuresOnly: boolean;
}

export function readActivityChoice(query: Query): ActivityChoice {
  const hub = query['hub'];
  return {
    search: query['q'] ?? '',
    period: periods.find((known) => known === query['period']) ?? 'all',
    app: query['app'],
    hubId: hub !== undefined && /^\d+$/.test(hub) ? Number(hub) : undefined,
    installation: query['installation'],
    groups: kindGroupNames.filter((group) => (query['kind'] ?? '').split(',').includes(group)),
    failuresOnly: query['failures'] === 'only',
  };
}

export function writeActivityChoice({ search, period, app, hubId, installation, groups, failuresOnly }: ActivityChoice): Query {
  const query: Query = {};
  if (search !== '') query['q'] = search;
  if (period !== 'all') query['period'] = period;
  if (app !== undefined) query['app'] = app;
  if (hubId !== undefined) query['hub'] = String(hubId);
  if (installation !== undefined) query['installation'] = installation;
  if (groups.length > 0) query['kind'] = groups.join(',');
  if (failuresOnly) query['failures'] = 'only';
  return query;
}

/** What the program is asked; `today` is the midnight that began the day. */
export function toActivityFilter({ search, period, app, hubId, installation, groups, failuresOnly }: ActivityChoice, today: number): ActivityFilter {
  return {
    ...(app === undefined ? {} : { app }),
    ...(hubId === undefined ? {} : { hub_id: hubId }),
    ...(installation === undefined ? {} : { installation }),
    ...(period === 'all' ? {} : { since: daysBefore(today, daysBack[period]) }),
    search: search.trim(),
    kinds: groups.flatMap((group) => [...kindGroups[group]]),
    failures_only: failuresOnly,
  };
}

/** The midnight of so many days before: the clocks may have changed in between. */
function daysBefore(midnight: number, days: number): number {
  const date = new Date(midnight);
  date.setDate(date.getDate() - days);
  return date.getTime();
}
