import type { ActivityFilter } from '../../state/activity.svelte';
import type { AppId, InstallationId } from '../../bindings/contract';
import type { Query } from '../../router.svelte';
import { kindGroupNames, kindGroups, type KindGroup } from './kinds';

/** What a person wants to see of the activity; it stands in the address. */
export interface ActivityChoice {
  app: AppId | undefined;
  hubId: number | undefined;
  installation: InstallationId | undefined;
  groups: KindGroup[];
  failuresOnly: boolean;
}

export function readActivityChoice(query: Query): ActivityChoice {
  const hub = query['hub'];
  return {
    app: query['app'],
    hubId: hub !== undefined && /^\d+$/.test(hub) ? Number(hub) : undefined,
    installation: query['installation'],
    groups: kindGroupNames.filter((group) => (query['kind'] ?? '').split(',').includes(group)),
    failuresOnly: query['failures'] === 'only',
  };
}

export function writeActivityChoice({ app, hubId, installation, groups, failuresOnly }: ActivityChoice): Query {
  const query: Query = {};
  if (app !== undefined) query['app'] = app;
  if (hubId !== undefined) query['hub'] = String(hubId);
  if (installation !== undefined) query['installation'] = installation;
  if (groups.length > 0) query['kind'] = groups.join(',');
  if (failuresOnly) query['failures'] = 'only';
  return query;
}

export function toActivityFilter({ app, hubId, installation, groups, failuresOnly }: ActivityChoice): ActivityFilter {
  return {
    ...(app === undefined ? {} : { app }),
    ...(hubId === undefined ? {} : { hub_id: hubId }),
    ...(installation === undefined ? {} : { installation }),
    kinds: groups.flatMap((group) => [...kindGroups[group]]),
    failures_only: failuresOnly,
  };
}
