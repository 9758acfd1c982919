import type { AppId } from '../../bindings/contract';
import { apps } from '../../state/apps.svelte';

/** What an app's tile is derived from: the same as on its own page, its name until it is known. */
export function logoSeed(row: { app: AppId | null; app_name: string | null }): string {
  const app = row.app === null ? undefined : apps.get(row.app);
  return app?.client_id || (row.app_name ?? '');
}

/** The app's own picture, once the app is known. */
export function logoPicture({ app }: { app: AppId | null }): string | null {
  return (app === null ? undefined : apps.get(app))?.logo ?? null;
}
