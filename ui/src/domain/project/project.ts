/** Developer projects in words: where an app came from, what is found in its file, and how the two differ. */
import type { AppDraft, AppSource, Difference, Finding as ContractFinding, ProjectAppView, ProjectView } from '../../bindings/contract';
import { explain, toFinding } from '../../catalogue';
import { rich, t, type Run } from '../../i18n';
import type { Finding } from '../../parts/findings';
import type { AppForm } from '../../state/app-form.svelte';
import type { Drift } from '../../state/drifts.svelte';
import { scopeKinds, type ScopeKind } from '../app/fixes';
import { fieldName } from '../app/places';

/** What a project's file can hold: the rest belongs to this computer. */
const fileFields = ['name', 'description', 'support', 'redirect_urls', ...scopeKinds] as const;

/** "From `/home/maya/invoice-sync`, profile **dev**". */
export function sourceText({ path, profile }: AppSource): Run[] {
  return profile === null ? rich('project.from', { path }) : rich('project.from_profile', { path, profile });
}

/** Names an app of a project: a file may hold none of the two, but not twice the same. */
export function appKey({ file, app }: ProjectAppView): string {
  return `${app.source?.uid ?? ''} ${file}`;
}

export function appTitle({ app }: ProjectAppView): string {
  return app.name || app.source?.uid || t('project.unnamed');
}

/** A file of a project as it is read aloud: from the project's own folder on. */
export function fileIn(view: Pick<ProjectView, 'path'>, file: string): string {
  const inside = file.startsWith(view.path) ? file.slice(view.path.length).replace(/^[\\/]+/, '') : file;
  return inside === '' ? file : inside;
}

/** A finding with the file that it stands in. */
export function projectFinding(view: ProjectView, finding: ContractFinding): Finding {
  const { path } = finding.args ?? {};
  const note = typeof path === 'string' ? t('project.found_in', { file: fileIn(view, path) }) : undefined;
  return { ...toFinding(finding), note };
}

/** One difference as a row: the field, the file's value and the one kept here. */
export interface Row {
  field: string;
  /** A name that is compared, beside the field. */
  name: string | undefined;
  file: string | undefined;
  here: string | undefined;
  mono: boolean;
}

export function differenceRow(difference: Difference): Row {
  const { field } = difference;
  const row = { field: fieldName(field), name: undefined, file: undefined, here: undefined, mono: field.endsWith('_scopes') || field.endsWith('_url') || field === 'redirect_urls' };
  switch (difference.kind) {
    case 'added':
      return { ...row, file: difference.value };
    case 'removed':
      return { ...row, here: difference.value };
    case 'changed':
      return { ...row, file: difference.file, here: difference.profile };
    case 'reordered':
      return { ...row, field: t('project.compare_reordered'), file: difference.file, here: difference.profile };
    case 'moved':
      return { ...row, name: difference.scope, file: kindName(difference.to_kind), here: kindName(difference.from_kind), mono: false };
  }
}

function kindName(kind: 'required' | 'conditionally_required' | 'optional'): string {
  return t(`apps.${kind}_scopes` as `apps.${ScopeKind}`);
}

/** Puts the file's values into the form; what a person typed elsewhere in it stays. */
export function takeFile(form: AppForm, draft: AppDraft): void {
  for (const field of fileFields) Object.assign(form.draft, { [field]: structuredClone(draft[field]) });
  form.checkSoon(0);
}

/** Whether the form holds what the file holds. */
export function holdsFile(form: AppForm, draft: AppDraft): boolean {
  return fileFields.every((field) => JSON.stringify(form.draft[field]) === JSON.stringify(draft[field]));
}

/** What a screen reader is told when the file was written: empty before. */
export function changeText(drift: Drift | null): string {
  if (drift === null || !drift.fresh) return '';
  const problem = drift.problem ?? drift.view?.problem;
  if (problem) return t('project.changed_problem', { title: explain(problem).title });
  const count = drift.view?.differences.length ?? 0;
  return count === 0 ? t('project.changed_same') : t('project.changed', { count });
}
