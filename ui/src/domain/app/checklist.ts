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
  const bad = (fields: string[]) => form.findings.some(({ level, field }) => level === 'block' && fields.some((name) => belongs(field, name)));
  const milestone = (id: string, done: boolean, field: string): Item => ({ id, state: done ? 'done' : 'open', text: t(`apps.check_${id}` as 'apps.check_name'), field });
  return [
    milestone('name', draft.name !== '' && !bad(['name', 'support', 'description']), 'name'),
    milestone('auth', draft.client_id !== '' && form.hasSecret && !bad(['client_id', 'client_secret']), draft.client_id === '' ? 'client_id' : 'client_secret'),
    milestone('scopes', draft.required_scopes.length > 0 && !bad(['required_scopes', 'conditionally_required_scopes', 'optional_scopes']), 'required_scopes'),
    milestone('redirects', draft.redirect_urls.length > 0 && !bad(['redirect_urls']), 'redirect_urls'),
    milestone('loopback', draft.redirect_urls.some((url) => /^http:\/\/localhost(:\d+)?(\/|$|\?)/.test(url)) && !bad(['redirect_urls']), 'redirect_urls'),
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

function belongs(field: string | undefined, name: string): boolean {
  return field === name || (field?.startsWith(`${name}.`) ?? false);
}
