/** Where in the form a field stands, and what it is called. */
import { tick } from 'svelte';
import { hasText, t } from '../../i18n';
import type { AppTab } from '../../router.svelte';

const tabOf: Record<string, AppTab> = {
  name: 'basic',
  description: 'basic',
  environment: 'basic',
  distribution: 'basic',
  support: 'basic',
  client_id: 'auth',
  client_secret: 'auth',
  hubspot_app_id: 'auth',
  authorize_host: 'auth',
  api_version: 'auth',
  pkce: 'auth',
  required_scopes: 'scopes',
  conditionally_required_scopes: 'scopes',
  optional_scopes: 'scopes',
  redirect_urls: 'redirects',
};

/** The tab that a field stands on; a finding without a field belongs to the first. */
export function tabFor(field: string | undefined): AppTab {
  return tabOf[(field ?? '').split('.')[0] ?? ''] ?? 'basic';
}

/** `Client ID`, `URL 3`, `Scope 2`. */
export function fieldName(field: string | undefined): string {
  const [first = '', second] = (field ?? '').split('.');
  if (first === 'redirect_urls' && second !== undefined) return t('apps.field_url', { place: String(Number(second) + 1) });
  if (first.endsWith('_scopes') && second !== undefined) return t('apps.field_scope', { place: String(Number(second) + 1) });
  const key = `apps.field_${first === 'support' && second ? second : first}`;
  return hasText(key) ? t(key) : t('apps.field_app');
}

/** Takes the focus to a field, once its tab is there. */
export function focusField(field: string): void {
  const place = document.querySelector<HTMLElement>(`[data-field="${field}"]`);
  const control = place?.querySelector<HTMLElement>('input, textarea, button') ?? place;
  control?.focus();
  control?.scrollIntoView({ block: 'nearest' });
}

/** The same on a page that is only now gone to: its heading has the focus first, and a dialog that closes gives it back. */
export async function focusFieldSoon(field: string): Promise<void> {
  await tick();
  for (let frame = 0; frame < 30; frame++) {
    await new Promise((done) => requestAnimationFrame(done));
    const isThere = document.querySelector(`[data-field="${field}"]`) !== null;
    if (isThere && document.querySelector('[role="dialog"]') === null) break;
  }
  focusField(field);
}
