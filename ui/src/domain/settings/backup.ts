import { t } from '../../i18n';
import { toaster } from '../../parts/toaster.svelte';
import { backups } from '../../state/backups.svelte';

/** Makes a copy and says so; what went wrong stays with the list of copies. */
export async function makeBackup(): Promise<void> {
  if (await backups.make()) toaster.show({ title: t('backup.made') });
}
