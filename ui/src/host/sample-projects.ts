/** What the invented world answers about developer projects: one folder with two apps and two profiles, and its files. */
import type { AppDraft, Commands, Difference, Finding, Problem, ProjectView } from '../bindings/contract';
import { ProblemError } from './host';
import type { SampleHost } from './sample';

type Answers = { [K in keyof Commands]?: (args: Commands[K][0]) => Commands[K][1] };

export const sampleProject = '/home/maya/invoice-sync';
const profiles = [
  { name: 'dev', hub_id: 146_203_377 },
  { name: 'prod', hub_id: 19_930_721 },
];
const hosts: Record<string, string> = { dev: 'http://localhost:3917', prod: 'https://sync.tern.dev' };
const texts = ['name', 'description'] as const;
const kinds = ['required', 'conditionally_required', 'optional'] as const;

/** The apps of the project, as they stand in its files. */
export function sampleFiles(): Map<string, AppDraft> {
  return new Map([
    ['invoice_sync', draft('invoice_sync', 'Invoice Sync', ['oauth', 'crm.objects.contacts.read', 'crm.objects.invoices.read'])],
    ['invoice_reports', draft('invoice_reports', 'Invoice Reports', ['oauth', 'crm.objects.invoices.read'])],
  ]);
}

function draft(uid: string, name: string, required_scopes: string[]): AppDraft {
  return {
    name,
    description: 'Keeps invoices and deals alike.',
    support: { email: 'support@tern.dev', phone: '', documentation_url: 'https://tern.dev/docs', support_url: '' },
    environment: 'development',
    distribution: 'private',
    hubspot_app_id: null,
    client_id: '',
    authorize_host: 'app.hubspot.com',
    api_version: '2026-09',
    pkce: false,
    redirect_urls: ['${CALLBACK_HOST}/oauth/callback'],
    source: { path: sampleProject, uid, profile: null },
    required_scopes,
    conditionally_required_scopes: [],
    optional_scopes: ['crm.objects.line_items.read'],
  };
}

export function addProjectAnswers(host: SampleHost): void {
  const read = (profile: string | null, only?: string): ProjectView => {
    if (profile !== null && !profiles.some(({ name }) => name === profile)) throw new ProblemError({ code: 'ProjectProfileUnknown', args: { name: profile } });
    const uids = [...host.files.keys()].filter((uid) => only === undefined || uid === only);
    return {
      path: only === undefined ? sampleProject : fileOf(only),
      platform_version: '2026.03',
      profiles,
      profile,
      apps: uids.map((uid) => {
        const app = filled(host, uid, profile);
        const source = { path: only === undefined ? sampleProject : fileOf(uid), uid, profile };
        const kept = host.world.apps.find((one) => one.source?.path === source.path && one.source.uid === uid);
        return { file: fileOf(uid), app: { ...app, source }, kept: kept?.id ?? null };
      }),
      findings: profile === null ? uids.map(unset) : [],
    };
  };
  const answers: Answers = {
    project_open: ({ from }) => ({ project: from === 'folder' ? read(null) : read(null, 'invoice_sync') }),
    project_read: ({ path, profile }) => read(profile ?? null, path === sampleProject ? undefined : 'invoice_sync'),
    project_export: ({ app }) => {
      const name = host.world.apps.find(({ id }) => id === app)?.name ?? '';
      return { folder: `/home/maya/${name.toLowerCase().replace(/\W+/g, '-')}`, files: ['hsproject.json', 'src/app/app-hsmeta.json'] };
    },
    project_compare: ({ app: id }) => {
      const app = host.world.apps.find((one) => one.id === id);
      const source = app?.source ?? null;
      if (app === undefined || source === null) throw new ProblemError({ code: 'ProjectUnknown', args: {} });
      const file = host.files.get(source.uid ?? '');
      if (file === undefined) return { source, problem: gone(source.path), differences: [], draft: null };
      const now = filled(host, source.uid ?? '', source.profile);
      const { name, description, support, redirect_urls, required_scopes, conditionally_required_scopes, optional_scopes } = now;
      const { id: _, secret_set_at, former_secret_set_at, fault, health, created_at, updated_at, ...kept } = app;
      return { source, problem: null, differences: compare(now, app), draft: { ...kept, name, description, support, redirect_urls, required_scopes, conditionally_required_scopes, optional_scopes } };
    },
    project_update: ({ app: id }) => {
      const app = host.world.apps.find((one) => one.id === id);
      const source = app?.source ?? null;
      if (app === undefined || source === null) throw new ProblemError({ code: 'ProjectUnknown', args: {} });
      const { id: _, secret_set_at, former_secret_set_at, fault, health, created_at, updated_at, ...draft } = structuredClone(app);
      host.files.set(source.uid ?? '', draft);
      return { source, problem: null, differences: [], draft };
    },
  };
  for (const [name, answer] of Object.entries(answers)) host.answer(name, (args: never) => structuredClone((answer as (args: never) => unknown)(args)));
}

function filled(host: SampleHost, uid: string, profile: string | null): AppDraft {
  const app = structuredClone(host.files.get(uid) as AppDraft);
  const value = profile === null ? undefined : hosts[profile];
  if (value !== undefined) app.redirect_urls = app.redirect_urls.map((url) => url.replace('${CALLBACK_HOST}', value));
  return app;
}

function fileOf(uid: string): string {
  return `${sampleProject}/src/app/${uid === 'invoice_sync' ? 'app' : uid}-hsmeta.json`;
}

function unset(uid: string): Finding {
  return { code: 'PlaceholderUnset', level: 'warn', field: 'redirect_urls.0', args: { path: fileOf(uid), line: 14, at: 'config.auth.redirectUrls[0]', name: 'CALLBACK_HOST' } };
}

function gone(path: string): Problem {
  return { code: 'FileUnreadable', args: { path, reason: 'it does not exist' } };
}

function compare(file: AppDraft, here: AppDraft): Difference[] {
  const found: Difference[] = [];
  const list = (field: string, there: readonly string[], kept: readonly string[]) => {
    for (const value of there.filter((one) => !kept.includes(one))) found.push({ field, kind: 'added', value });
    for (const value of kept.filter((one) => !there.includes(one))) found.push({ field, kind: 'removed', value });
  };
  for (const field of texts) if (file[field] !== here[field]) found.push({ field, kind: 'changed', file: file[field], profile: here[field] });
  list('redirect_urls', file.redirect_urls, here.redirect_urls);
  for (const kind of kinds) list(`${kind}_scopes`, file[`${kind}_scopes`], here[`${kind}_scopes`]);
  return found;
}
