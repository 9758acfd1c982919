/** What is said of a scope beside its description, and in which order the parts of HubSpot stand. */
import type { ScopeEntry, ScopeGroup } from '../../bindings/contract';
import { t } from '../../i18n';

/** As a person looks for them: what most apps want first. */
export const scopeGroups: readonly ScopeGroup[] = [
  'basics',
  'crm',
  'sales',
  'marketing',
  'automation',
  'conversations',
  'commerce',
  'cms',
  'files',
  'analytics',
  'settings',
  'developer',
  'other',
];

/** Which accounts have it, where not every one does. */
export function tierOf(entry: ScopeEntry | undefined): string | undefined {
  return entry?.tier && entry.tier !== 'any account' ? entry.tier : undefined;
}

/** Why it may not be there to choose at HubSpot. */
export function doubtOf(entry: ScopeEntry | undefined): string | undefined {
  if (entry === undefined || entry.status === 'selectable') return undefined;
  return t(`apps.scope_${entry.status.replace('-', '_') as 'deprecated'}`);
}

/** Whether it is offered before anybody names it. */
export function isOffered({ status }: ScopeEntry): boolean {
  return status !== 'client-credentials' && status !== 'deprecated';
}
