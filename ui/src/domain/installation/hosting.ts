import { t } from '../../i18n';

/** HubSpot names a place like `eu1`: its region is what a person asks for. */
export function hostingWords(place: string | null): string {
  const region = place?.slice(0, 2).toLowerCase();
  if (place === null || (region !== 'eu' && region !== 'na' && region !== 'ap')) return place ?? t('common.missing');
  return t(`installation.hosting_${region}`, { place });
}
