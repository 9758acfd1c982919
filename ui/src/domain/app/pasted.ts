/** What a pasted text comes to: which scopes go where, and what was decided about unknown names. */
import type { AppScopes, Pasted } from '../../bindings/contract';
import { scopeKinds, type ScopeKind } from './fixes';

/** What is to become of a name that the catalogue doesn't have; kept as typed until someone chooses. */
export type Decision = 'keep' | 'use' | 'leave';

/** Whether the text tells kinds: else all it names are of one kind, which a person chooses. */
export function tellsKinds({ scopes }: Pasted): boolean {
  return scopes.conditionally_required_scopes.length + scopes.optional_scopes.length > 0;
}

/** What is added, by kind, without what the app has. `kind` counts where the text tells none. */
export function toAdd(pasted: Pasted, decisions: Readonly<Record<string, Decision>>, kind: ScopeKind, taken: ReadonlySet<string>): AppScopes {
  const added: AppScopes = { required_scopes: [], conditionally_required_scopes: [], optional_scopes: [] };
  const seen = new Set(taken);
  const put = (to: ScopeKind, name: string) => {
    if (!seen.has(name)) added[to].push(name);
    seen.add(name);
  };
  const told = tellsKinds(pasted);
  for (const from of scopeKinds) for (const name of pasted.scopes[from]) put(told ? from : kind, name);
  for (const { name, nearest } of pasted.unknown) {
    const decision = decisions[name] ?? 'keep';
    if (decision === 'leave') continue;
    put(told ? 'required_scopes' : kind, decision === 'use' && nearest !== null ? nearest : name);
  }
  return added;
}

/** How many known names the app has already. */
export function alreadyThere({ scopes }: Pasted, taken: ReadonlySet<string>): number {
  return scopeKinds.flatMap((kind) => scopes[kind]).filter((name) => taken.has(name)).length;
}
