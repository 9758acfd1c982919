/** What an app needs before it can be installed, and how far this one is. */
import type { Finding as ContractFinding } from '../../bindings/contract';
import { explain } from '../../catalogue';
import { t } from '../../i18n';
import type { AppForm } from '../../state/app-form.svelte';
import { fieldName } from './places';

export interface Item {
  id: string;
  state: 'done' | 'warn' | 'error' | 'open';
  text: string;
  /** Where it is put right. */
  field?: string | undefined;
}

/** The milestones, then every finding that isn't one of them. */
export function checklist(form: AppForm): Item[] {
  const { draft } = form;
  const milestone = (id: string, done: boolean, field: string): Item => ({ id, state: done ? 'done' : 'open', text: t(`apps.check_${id}` as 'apps.check_name'), field });
  return [
    milestone('name', draft.name !== '', 'name'),
    milestone('auth', draft.client_id !== '' && form.hasSecret, draft.client_id === '' ? 'client_id' : 'client_secret'),
    milestone('scopes', draft.required_scopes.length > 0, 'required_scopes'),
    milestone('redirects', draft.redirect_urls.length > 0, 'redirect_urls'),
    milestone('loopback', draft.redirect_urls.some((url) => /^http:\/\/localhost(:\d+)?(\/|$|\?)/.test(url)), 'redirect_urls'),
    ...form.shown.filter(isExtra).map(item),
  ];
}

function isExtra({ level, code }: ContractFinding): boolean {
  return (level === 'block' || level === 'warn') && !milestones.has(code);
}

/** Said by an open milestone already. */
const milestones: ReadonlySet<string> = new Set(['ClientIdMissing', 'ClientSecretMissing', 'RedirectUrlMissing', 'ScopesMissing']);

function item(finding: ContractFinding): Item {
  const text = t('apps.check_finding', { field: fieldName(finding.field), title: explain(finding).title });
  return { id: `${finding.code}:${finding.field ?? ''}`, state: finding.level === 'block' ? 'error' : 'warn', text, field: finding.field };
}
