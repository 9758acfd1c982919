/** The buttons below findings: what one click puts right in the form. */
import type { Finding as ContractFinding } from '../../bindings/contract';
import { explain, toFinding } from '../../catalogue';
import { t } from '../../i18n';
import type { Finding, Fix } from '../../parts/findings';
import { emptyDraft, type AppForm } from '../../state/app-form.svelte';

export const scopeKinds = ['required_scopes', 'conditionally_required_scopes', 'optional_scopes'] as const;
export type ScopeKind = (typeof scopeKinds)[number];

/** The findings at a field, with their fixes. */
export function findingsAt(form: AppForm, field: string): Finding[] {
  return form.at(field).map((finding) => withFixes(form, finding));
}

export function withFixes(form: AppForm, finding: ContractFinding): Finding {
  const mend = mending(form, finding);
  const label = explain(finding).action ?? ownLabel(finding);
  const fixes: Fix[] = mend === undefined || label === undefined ? [] : [{ label, onclick: () => apply(form, finding, mend) }];
  return toFinding(finding, fixes);
}

/** Where the catalogue names no action, because there are several. */
function ownLabel({ code, args }: ContractFinding): string | undefined {
  if (code !== 'ScopeKindWrong') return undefined;
  return args?.['belongs_to'] === 'required' ? t('apps.scope_move', { kind: t('apps.required_scopes') }) : t('apps.scope_take_out');
}

function apply(form: AppForm, finding: ContractFinding, mend: () => void): void {
  mend();
  form.touch(finding.field ?? '');
  form.checkSoon(0);
}

function mending(form: AppForm, finding: ContractFinding): (() => void) | undefined {
  const { draft } = form;
  const [list = '', place] = (finding.field ?? '').split('.');
  const at = Number(place);
  switch (finding.code) {
    case 'AuthorizeHostUnusual':
      return () => (draft.authorize_host = emptyDraft.authorize_host);
    case 'ApiVersionDiagnostic':
    case 'ApiVersionEnds':
      return () => (draft.api_version = emptyDraft.api_version);
    case 'ScopesMissing':
    case 'ScopeOauthMissing':
      return () => moveScope(form, 'oauth', 'required_scopes');
    case 'RedirectUrlTwice':
      return () => draft.redirect_urls.splice(at, 1);
    case 'RedirectUrlIpAddress':
      return () => (draft.redirect_urls[at] = onLocalhost(draft.redirect_urls[at] ?? ''));
    case 'RedirectUrlSchemeMissing':
    case 'RedirectUrlUnseen':
    case 'RedirectUrlBackslash':
    case 'RedirectUrlSpelling': {
      const meant = finding.args?.['suggestion'];
      return typeof meant === 'string' ? () => (draft.redirect_urls[at] = meant) : undefined;
    }
    case 'RedirectUrlHost':
      return () => (draft.redirect_urls[at] = (draft.redirect_urls[at] ?? '').replace(/^http:/, 'https:'));
    case 'ScopeInTwoKinds':
      return isKind(list) ? () => draft[list].splice(at, 1) : undefined;
    case 'ScopeKindWrong': {
      const scope = isKind(list) ? draft[list][at] : undefined;
      if (!isKind(list) || scope === undefined) return undefined;
      return finding.args?.['belongs_to'] === 'required' ? () => moveScope(form, scope, 'required_scopes') : () => draft[list].splice(at, 1);
    }
    case 'ScopeDeprecated':
    case 'ScopeUnknown': {
      const nearest = finding.args?.['nearest'];
      if (!isKind(list) || typeof nearest !== 'string') return undefined;
      const taken = scopeKinds.some((kind) => draft[kind].includes(nearest));
      return taken ? () => draft[list].splice(at, 1) : () => (draft[list][at] = nearest);
    }
    // The rest is put right by typing.
    default:
      return undefined;
  }
}

/** Puts a scope into one kind and takes it out of the others; a new one goes to the end. */
export function moveScope(form: AppForm, scope: string, to: ScopeKind): void {
  for (const kind of scopeKinds) {
    const at = form.draft[kind].indexOf(scope);
    if (at >= 0 && kind !== to) form.draft[kind].splice(at, 1);
  }
  if (!form.draft[to].includes(scope)) form.draft[to].push(scope);
}

function isKind(text: string): text is ScopeKind {
  return (scopeKinds as readonly string[]).includes(text);
}

/** `http://127.0.0.1:8765/cb` → `http://localhost:8765/cb`. */
export function onLocalhost(url: string): string {
  return url.replace(/^https?:\/\/(\[[^\]]*\]|[^/:?#]+)/, 'http://localhost');
}

/** The same loopback URL on another port: one that other programs rarely take. */
export function onPort(url: string, port: number): string {
  return url.replace(/^(https?:\/\/[^/:?#]+)(:\d+)?/, `$1:${port}`);
}

/** A port to offer instead of a busy one. */
export function anotherPort(urls: readonly string[]): number {
  let port = 3917;
  while (urls.some((url) => url.includes(`:${port}`))) port += 1;
  return port;
}
