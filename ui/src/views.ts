/** Which file shows which place. Each is loaded when it is first gone to. */
import type { Component } from 'svelte';
import type { Route } from './router.svelte';

type Loaded = { default: Component<Record<string, unknown>> };

const files = import.meta.glob<Loaded>('./views/*.svelte');

const views: Record<Exclude<Route['name'], 'nowhere'>, string> = {
  installations: 'Installations',
  installation: 'Installation',
  accounts: 'Accounts',
  apps: 'Apps',
  app: 'AppForm',
  app_new: 'AppForm',
  install: 'Install',
  activity: 'Activity',
  settings: 'Settings',
  guide: 'Guide',
  welcome: 'Welcome',
};

/** The view of a place; undefined where there is none. */
export function viewOf(name: Route['name']): string | undefined {
  const view = name === 'nowhere' ? undefined : views[name];
  return view !== undefined && files[`./views/${view}.svelte`] !== undefined ? view : undefined;
}

export function loadView(name: string): Promise<Loaded> {
  const load = files[`./views/${name}.svelte`];
  return load === undefined ? Promise.reject(new Error(`no view ${name}`)) : load();
}
