import type { AppView, Environment } from '../../bindings/contract';
import { t } from '../../i18n';
import { healthFamilies, type Health } from '../health/health';

/** All installations of an app, and the grants that wait. */
export function countOf(app: AppView): number {
  return Object.values(app.health).reduce((sum, count) => sum + (count ?? 0), 0);
}

/** Its installations by health, in family order, without the empty ones. */
export function healthOf(app: Pick<AppView, 'health'>): { health: Health; count: number }[] {
  return healthFamilies
    .flat()
    .map((health) => ({ health, count: app.health[health] ?? 0 }))
    .filter(({ count }) => count > 0);
}

export function environmentName(environment: Environment): string {
  return t(`apps.${environment}`);
}
