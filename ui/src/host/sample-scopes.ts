/** Scopes of the invented world, told in its language. */
import type { Language, ScopeEntry } from '../bindings/contract';

/** Scope, what it allows in English and in German, tier. */
const known: [string, string, string, string | null][] = [
  ['oauth', 'Signs the app in.', 'Meldet die App an.', 'any account'],
  ['automation', 'Workflows and other automation endpoints.', 'Workflows und andere Endpunkte für Automatisierung.', 'Marketing Hub Professional+'],
  ['crm.objects.contacts.read', 'View contacts.', 'Kontakte ansehen.', 'any account'],
  ['crm.objects.contacts.write', 'Create, change and delete contacts.', 'Kontakte anlegen, bearbeiten und löschen.', 'any account'],
  ['crm.objects.companies.read', 'View companies.', 'Unternehmen ansehen.', 'any account'],
  ['crm.objects.custom.read', 'View custom objects.', 'Benutzerdefinierte Objekte ansehen.', 'any Hub Enterprise'],
  ['crm.objects.deals.read', 'View deals.', 'Deals ansehen.', 'any account'],
  ['crm.objects.invoices.read', 'View invoices.', 'Rechnungen ansehen.', 'any account'],
  ['crm.objects.invoices.write', 'Create and change invoices.', 'Rechnungen anlegen und bearbeiten.', 'any account'],
  ['crm.objects.line_items.read', 'View line items.', 'Artikelpositionen ansehen.', 'any account'],
  ['files', 'Upload and read files.', 'Dateien hochladen und lesen.', 'any account'],
  ['tickets', 'View and change tickets.', 'Tickets ansehen und bearbeiten.', null],
];

export function sampleScopes(language: Language): ScopeEntry[] {
  return known.map(([scope, english, german, tier]) => ({
    scope,
    description: language === 'de' ? german : english,
    tier,
    status: 'selectable',
    group: groupOf(scope),
    admin_only: scope === 'crm.objects.custom.read',
  }));
}

function groupOf(scope: string): ScopeEntry['group'] {
  if (scope === 'oauth') return 'basics';
  if (scope === 'automation' || scope === 'files') return scope;
  return /invoices|line_items/.test(scope) ? 'commerce' : 'crm';
}

/** What a lack of it costs: what it allows. */
export function costOf(scope: string, language: Language): string | null {
  return sampleScopes(language).find((entry) => entry.scope === scope)?.description ?? null;
}
