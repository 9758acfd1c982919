/**
 * Where the window is: routes in the hash, so that back and forward work and a page can be
 * opened at any place. After a navigation the focus moves to the heading of the page.
 */
import { tick, untrack } from 'svelte';

/** The pages of an app. */
export const appTabs = ['basic', 'auth', 'scopes', 'redirects'] as const;
export type AppTab = (typeof appTabs)[number];

/** A place in the window. `query` holds what stands behind the `?`. */
export type Route =
  | { name: 'installations' | 'accounts' | 'apps' | 'activity' | 'welcome' | 'install' | 'app_new' }
  | { name: 'installation'; id: string }
  | { name: 'app'; id: string; tab: AppTab }
  | { name: 'settings'; section: string }
  | { name: 'guide'; topic?: string }
  | { name: 'nowhere'; path: string };

export type Query = Record<string, string>;

const plain = ['installations', 'accounts', 'apps', 'activity', 'welcome', 'install'] as const;

/** Reads `#/apps/a1/scopes?x=y`. An unknown path is `nowhere`, an empty one the installations. */
export function parseHash(hash: string): { route: Route; query: Query } {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?', 2);
  const query = Object.fromEntries(new URLSearchParams(search));
  const pieces = path.split('/').filter((piece) => piece !== '').map(decode);
  return { route: readPieces(pieces, path), query };
}

/** Writes the hash of a route: the opposite of `parseHash`. */
export function toHash(route: Route, query: Query = {}): string {
  const search = new URLSearchParams(query).toString();
  return `#/${toPath(route)}${search === '' ? '' : `?${search}`}`;
}

function readPieces(pieces: string[], path: string): Route {
  const [first = 'installations', id, tab = 'basic'] = pieces;
  if (first === 'settings') return { name: 'settings', section: id ?? 'general' };
  if (first === 'guide') return id === undefined ? { name: 'guide' } : { name: 'guide', topic: id };
  if (first === 'apps' && id === 'new') return { name: 'app_new' };
  if (first === 'apps' && id !== undefined && isTab(tab)) return { name: 'app', id, tab };
  if (first === 'installations' && id !== undefined) return { name: 'installation', id };
  const name = plain.find((known) => known === first);
  return name !== undefined && id === undefined ? { name } : { name: 'nowhere', path };
}

function toPath(route: Route): string {
  if (route.name === 'installation') return `installations/${encodeURIComponent(route.id)}`;
  if (route.name === 'app') return `apps/${encodeURIComponent(route.id)}/${route.tab}`;
  if (route.name === 'app_new') return 'apps/new';
  if (route.name === 'settings') return `settings/${encodeURIComponent(route.section)}`;
  if (route.name === 'guide') return route.topic === undefined ? 'guide' : `guide/${encodeURIComponent(route.topic)}`;
  if (route.name === 'nowhere') return route.path.replace(/^\/+/, '');
  return route.name;
}

function isTab(text: string): text is AppTab {
  return (appTabs as readonly string[]).includes(text);
}

/** A stray `%` in a hash is text, not an exception. */
function decode(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}

/** Whether the window may leave for `next`; `goOn` goes there after all. */
export type Guard = (next: Route, goOn: () => void) => boolean;

/** The one router of the window. */
export class Router {
  route = $state<Route>({ name: 'installations' });
  query = $state<Query>({});
  #guard: Guard | undefined;

  /** Reads the address and follows it; the answer ends that. */
  start(): () => void {
    const follow = () => this.#read(true);
    // Started inside an effect, the router must not follow itself.
    untrack(() => this.#read(false));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }

  /** Goes to a place; the former one stays behind the back button. */
  go(route: Route, query: Query = {}): void {
    this.follow(toHash(route, query));
  }

  /** Goes to a place by its address, `#/…`. */
  follow(address: string): void {
    window.location.hash = address;
  }

  /** Changes the place without a step back to it: for filters, tabs and corrections. */
  replace(route: Route, query: Query = {}): void {
    window.history.replaceState(null, '', toHash(route, query));
    this.#read(false);
  }

  /** Asks before the page is left: unsaved changes. The answer ends it. */
  guard(guard: Guard): () => void {
    this.#guard = guard;
    return () => {
      if (this.#guard === guard) this.#guard = undefined;
    };
  }

  back(): void {
    window.history.back();
  }

  #read(moveFocus: boolean): void {
    const { route, query } = parseHash(window.location.hash);
    const former = toPath(this.route);
    if (this.#isHeld(route, query)) return;
    this.route = route;
    this.query = query;
    if (moveFocus && former !== toPath(route)) void focusHeading();
  }

  /** The guard said no: the address goes back to where the window is. */
  #isHeld(route: Route, query: Query): boolean {
    const goOn = () => {
      this.#guard = undefined;
      this.go(route, query);
    };
    if (this.#guard === undefined || this.#guard(route, goOn)) return false;
    window.history.replaceState(null, '', toHash(this.route, this.query));
    return true;
  }
}

/** Screen readers and the keyboard start at the top of the new page. */
export async function focusHeading(): Promise<void> {
  await tick();
  document.querySelector<HTMLElement>('[data-page-heading]')?.focus({ preventScroll: true });
}

export const router = new Router();
