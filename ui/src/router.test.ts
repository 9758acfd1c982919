import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseHash, Router, toHash, type Route } from './router.svelte';

const routes: [string, Route, Record<string, string>][] = [
  ['#/installations', { name: 'installations' }, {}],
  ['#/installations/i%2F1', { name: 'installation', id: 'i/1' }, {}],
  ['#/accounts', { name: 'accounts' }, {}],
  ['#/apps', { name: 'apps' }, {}],
  ['#/apps/new', { name: 'app_new' }, {}],
  ['#/apps/a1/scopes', { name: 'app', id: 'a1', tab: 'scopes' }, {}],
  ['#/install?app=a1&hub=22048815', { name: 'install' }, { app: 'a1', hub: '22048815' }],
  ['#/activity', { name: 'activity' }, {}],
  ['#/settings/vault', { name: 'settings', section: 'vault' }, {}],
  ['#/guide', { name: 'guide' }, {}],
  ['#/guide/RedirectPortBusy', { name: 'guide', topic: 'RedirectPortBusy' }, {}],
  ['#/welcome', { name: 'welcome' }, {}],
];

describe('routes', () => {
  test.each(routes)('%s is read and written alike', (hash, route, query) => {
    expect(parseHash(hash)).toEqual({ route, query });
    expect(toHash(route, query)).toBe(hash);
  });

  test('nothing is the installations; an app opens on its first page', () => {
    expect(parseHash('').route).toEqual({ name: 'installations' });
    expect(parseHash('#/apps/a1').route).toEqual({ name: 'app', id: 'a1', tab: 'basic' });
  });

  test('what is unknown or broken is nowhere, not an exception', () => {
    expect(parseHash('#/apps/a1/secrets').route.name).toBe('nowhere');
    expect(parseHash('#/else').route.name).toBe('nowhere');
    expect(parseHash('#/installations/%E0%A4%A').route).toEqual({ name: 'installation', id: '%E0%A4%A' });
  });
});

describe('navigation', () => {
  let stop: (() => void) | undefined;
  afterEach(() => {
    stop?.();
    window.location.hash = '';
    document.body.replaceChildren();
  });

  test('follows the address and moves the focus to the heading', async () => {
    const heading = document.createElement('h1');
    heading.tabIndex = -1;
    heading.dataset['pageHeading'] = '';
    document.body.append(heading);
    const router = new Router();
    stop = router.start();
    router.go({ name: 'accounts' }, { type: 'sandbox' });
    await vi.waitFor(() => expect(router.route).toEqual({ name: 'accounts' }));
    expect(router.query).toEqual({ type: 'sandbox' });
    await vi.waitFor(() => expect(document.activeElement).toBe(heading));
  });

  test('goes back', async () => {
    const router = new Router();
    stop = router.start();
    router.go({ name: 'apps' });
    await vi.waitFor(() => expect(router.route.name).toBe('apps'));
    router.go({ name: 'activity' });
    await vi.waitFor(() => expect(router.route.name).toBe('activity'));
    router.back();
    await vi.waitFor(() => expect(router.route.name).toBe('apps'));
  });
});
