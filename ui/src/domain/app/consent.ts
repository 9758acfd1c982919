/** What HubSpot's consent page would list for an app, as far as it can be known here. */
import type { AppDraft, ScopeEntry } from '../../bindings/contract';

/** `all`: the account has everything. `free`: it has what any account has. */
export type Plan = 'all' | 'free';

export interface Consent {
  /** What the page lists, in words. */
  listed: { scope: string; text: string }[];
  /** Optional scopes the account lacks: left off without a word. */
  left: string[];
  /** Wanted scopes the account lacks: HubSpot refuses. */
  lacking: string[];
  /** Names that aren't in the catalogue. */
  unknown: string[];
}

export function consentFor(draft: AppDraft, catalogue: ReadonlyMap<string, ScopeEntry>, plan: Plan): Consent {
  const has = (scope: string) => plan === 'all' || anyHas(catalogue.get(scope));
  // A name that stands twice is said by the form; here it counts once.
  const mandatory = [...new Set([...draft.required_scopes, ...draft.conditionally_required_scopes])];
  const optional = [...new Set(draft.optional_scopes)].filter((scope) => !mandatory.includes(scope));
  const shown = [...mandatory, ...optional.filter(has)].filter((scope) => scope !== 'oauth');
  return {
    listed: shown.flatMap((scope) => {
      const entry = catalogue.get(scope);
      return entry === undefined ? [] : [{ scope, text: withoutStop(entry.description) }];
    }),
    left: optional.filter((scope) => !has(scope)),
    lacking: mandatory.filter((scope) => catalogue.has(scope) && !has(scope)),
    unknown: shown.filter((scope) => !catalogue.has(scope)),
  };
}

/** Where no tier is known, no account is known to lack it. */
function anyHas(entry: ScopeEntry | undefined): boolean {
  return entry === undefined || entry.tier === null || entry.tier === undefined || entry.tier === 'any account';
}

/** A description as an entry of a list. */
export function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
