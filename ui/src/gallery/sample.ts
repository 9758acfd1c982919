import type { Health } from '../domain/health/health';

/** Invented rows for the gallery. */
export interface SampleRow {
  id: string;
  account: string;
  tag?: string | undefined;
  hub: string;
  app: string;
  staging?: boolean | undefined;
  health: Health;
  detail?: string | undefined;
  scopes: string;
  proven: string;
  by: string;
  action?: string | undefined;
}

const first: Omit<SampleRow, 'id'>[] = [
  { account: 'Kestrel Outdoor', hub: '22048815', app: 'Invoice Sync', health: 'needs_reauthorization', scopes: '9 / 9', proven: '3 days ago', by: 'maya.okafor', action: 'Reauthorize' },
  { account: 'Ortega Viajes', hub: '26633108', app: 'Call Notes', health: 'needs_reauthorization', scopes: '6 / 6', proven: '2 days ago', by: 'jonas.berg', action: 'Reauthorize' },
  { account: 'Support Repro EU', tag: 'Developer test', hub: '145880214', app: 'Survey Bridge', health: 'app_problem', detail: 'secret refused', scopes: '4 / 4', proven: '6 days ago', by: 'support', action: 'Open app' },
  { account: 'Lindqvist Energi', hub: '26010458', app: 'Warehouse Link', health: 'token_unreadable', scopes: '8 / 8', proven: '4 days ago', by: 'maya.okafor', action: 'Reauthorize' },
  { account: 'Marlow Finance Sandbox', tag: 'Sandbox', hub: '48110923', app: 'Invoice Sync', staging: true, health: 'secret_unavailable', scopes: '9 / 9', proven: '12 Nov', by: 'jonas.berg', action: 'Unlock…' },
  { account: 'Tern Load Test', tag: 'Developer test', hub: '146310052', app: 'Route Planner', health: 'quarantined', detail: 'wrong account', scopes: '5 / 5', proven: '20 h ago', by: 'ci-bot', action: 'Decide…' },
  { account: 'Account not known yet', hub: '–', app: 'Call Notes', health: 'held', detail: 'next try in 40 s', scopes: '6 / 6', proven: '–', by: '–' },
  { account: 'Brightwater Schools', hub: '19930721', app: 'Invoice Sync', health: 'scopes_behind', scopes: '7 / 9', proven: '10:31', by: 'maya.okafor', action: 'Reauthorize' },
  { account: 'QA Test 03', tag: 'Developer test', hub: '146203402', app: 'Route Planner', health: 'retrying', detail: 'next try 10:49', scopes: '5 / 5', proven: '11 h ago', by: 'ci-bot' },
  { account: 'Halden & Sons Logistics', hub: '25194463', app: 'Warehouse Link', health: 'unproven', detail: 'imported', scopes: '8 / 8', proven: 'never', by: '–' },
];

/** The row at a place of a list of any length. */
export function sampleRow(index: number): SampleRow {
  const special = first[index];
  if (special) return { id: String(index), ...special };
  return {
    id: String(index),
    account: `Lindqvist Energi ${index}`,
    hub: String(26010458 + index),
    app: ['Call Notes', 'Invoice Sync', 'Warehouse Link'][index % 3] ?? 'Call Notes',
    health: 'healthy',
    scopes: '6 / 6',
    proven: '12 min ago',
    by: 'jonas.berg',
  };
}

/** What is longer than its place. */
export const longUrl = 'https://auth.keeper-works.example/portalkeeper/callback/of/the/northern/region?channel=preview';

/** A logo that is a picture. */
export const picture = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#1f8a4d" d="M0 0h8v8H0z"/><path fill="#fff" d="M2 2h4v4H2z"/></svg>')}`;
