import { t } from '../../i18n';
import type { MenuItem } from '../../parts/menu';
import { projectImport } from '../../state/project-import.svelte';

/** What can be chosen: any door offers the same two. */
export function importItems(): Exclude<MenuItem, 'rule' | { note: string }>[] {
  return [
    { label: t('project.from_folder'), icon: 'folder-open', onselect: () => void projectImport.choose('folder') },
    { label: t('project.from_file'), icon: 'file-text', onselect: () => void projectImport.choose('file') },
  ];
}
