/** Why answers of HubSpot's can't be saved, in words, and what a person does about it. */
import type { UnsavedView } from '../../bindings/contract';
import { t } from '../../i18n';

export function unsavedCause({ code }: Pick<UnsavedView, 'code'>): string {
  if (code === 'DiskFull') return t('nav.unsaved_full');
  if (code === 'DataDirectoryUnwritable') return t('nav.unsaved_unwritable');
  return t(code === 'VaultDamaged' ? 'nav.unsaved_damaged' : 'nav.unsaved_failed');
}

export function unsavedAdvice({ code }: Pick<UnsavedView, 'code'>): string {
  return t(code === 'DiskFull' ? 'nav.unsaved_text_full' : 'nav.unsaved_text');
}
