/** The whole window in German: text, formats, codes, and views with nothing left raw or in English. */
import { render, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { useHost } from './api';
import { explain, knownCodes } from './catalogue';
import * as format from './format';
import { SampleHost } from './host/sample';
import { setLanguage, t } from './i18n';
import { en } from './i18n/en';
import { router } from './router.svelte';
import { apps } from './state/apps.svelte';
import { installations } from './state/installations.svelte';
import { session } from './state/session.svelte';

beforeEach(() => setLanguage('de'));
afterEach(() => setLanguage('en'));

describe('formats', () => {
  const now = new Date(2026, 10, 23, 13, 31, 0);
  const HOUR = 3_600_000;
  const before = (ms: number) => new Date(now.getTime() - ms);

  test('what is past and what is to come', () => {
    expect(format.formatAgo(before(3 * HOUR), now)).toBe('vor 3 Std.');
    expect(format.formatAgo(before(24 * HOUR), now)).toBe('vor 1 Tag');
    expect(format.formatAgo(before(30), now)).toBe('gerade eben');
    expect(format.formatAgo(null, now)).toBe('nie');
    expect(format.formatUntil(before(-49 * HOUR), now)).toBe('in 2 Tagen');
    expect(format.formatDuration(20)).toBe('20 Sek.');
  });

  test('dates have the day’s full stop, the month’s three letters, and no comma inside', () => {
    expect(format.formatMoment(before(3 * HOUR), now)).toBe('23. Nov, 10:31');
    expect(format.formatExact(new Date(2026, 2, 5, 0, 7))).toBe('5. Mär 2026, 00:07');
    expect(format.formatTimeline(new Date(2026, 10, 22, 9, 2), now)).toBe('Gestern, 09:02');
    const months = Array.from({ length: 12 }, (_, month) => format.formatDay(new Date(2026, month, 1), now));
    expect(months.map((day) => day.replace('1. ', ''))).toEqual(['Jan', 'Feb', 'Mär', 'Apr', 'Mai', 'Jun', 'Jul', 'Aug', 'Sep', 'Okt', 'Nov', 'Dez']);
  });

  test('sizes, counts and hub IDs', () => {
    expect(format.formatBytes(2_400_000)).toBe('2,4 MB');
    expect(format.formatCount(1000)).toBe('1.000');
    expect(t('common.of', { done: 41, total: 1062 })).toBe('41 von 1.062');
    expect(t('installation.hub', { hub: '22048815' })).toBe('Hub-ID 22048815');
    expect(t('common.unsaved', { count: 1 })).toBe('1 ungespeicherte Änderung');
  });
});

describe('codes', () => {
  const sentence = (code: string, args: Record<string, unknown> = {}) => explain({ code, args }).sentence.map(({ text }) => text).join('');

  test('a code is told with what is known, and without', () => {
    expect(explain({ code: 'RedirectPortBusy', args: { port: 3000 } }).title).toBe('Port 3000 ist belegt');
    expect(explain({ code: 'RedirectPortBusy' }).title).not.toMatch(/3000|[[\]|{]/);
    expect(sentence('RedirectPortBusy', { port: 3000, holder: 'node', pid: 48213 })).toContain('node');
    expect(explain({ code: 'RedirectPortBusy' }).action).toBe('Erneut prüfen');
  });

  test.each(knownCodes)('%s reads well with none of its arguments', (code) => {
    const { title, hint } = explain({ code });
    expect(title).not.toMatch(/\.$/);
    expect([title, sentence(code), hint].join(' ')).not.toMatch(/[[\]{}|]| {2}| [.,;]|\.\./);
  });

  test('words of a closed list are told in German, names and the rest as they come', () => {
    expect(sentence('PageRedirectMismatch', { nearest: 'http://localhost:1', differs: ['port', 'case'] })).toContain('Unterschied: Port, Groß- und Kleinschreibung');
    expect(sentence('ScopeKindWrong', { scope: 'oauth', belongs_to: 'required' })).toContain('erforderlich');
    expect(sentence('TokenForOtherApp', { belongs_to: 'required' })).toContain('required');
    expect(sentence('FileUnreadable', { path: 'a', reason: 'it is a link' })).toContain('Es ist eine Verknüpfung');
    expect(sentence('FileUnreadable', { path: 'a', reason: 'constructor' })).toContain('constructor');
    expect(sentence('PageAccountLacksTier', { scopes: 'x', tier: 'Marketing Hub Professional' })).toContain('Marketing Hub Professional');
  });

  test('in English these words stay what they were', () => {
    setLanguage('en');
    expect(sentence('PageRedirectMismatch', { nearest: 'x', differs: ['slash'] })).toContain('it differs in slash');
    expect(sentence('FileUnreadable', { path: 'a', reason: 'you may not read it' })).toContain('refused: you may not read it');
  });
});

/** A key of the catalogue where its text should be. */
const raw = new RegExp(`\\b(${Object.keys(en).join('|')})\\.[a-z][a-z0-9]*_[a-z0-9_]+\\b`);
/** Words that German has not. */
const english = /\b(the|and|with|isn’t|not|from|your|this|were|can’t|yet|of|to)\b/i;

/** What is read or heard: text, labels, titles, place-holders; code and what is marked as English apart. */
function told(): string[] {
  const texts: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const around = walker.currentNode.parentElement;
    if (around?.closest('style, code, [lang=en]') === null) texts.push(walker.currentNode.textContent ?? '');
  }
  for (const one of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
    texts.push(...['aria-label', 'title', 'placeholder'].map((name) => one.getAttribute(name) ?? ''));
  }
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}

const app = '00000001-0000-4000-8000-000000000000';
const views = import.meta.glob<{ default: typeof import('./views/Settings.svelte').default }>('./views/*.svelte');

const places: [name: string, hash: string, props: Record<string, unknown>, words: (string | RegExp)[]][] = [
  ['Installations', '#/installations', {}, ['Installationen', /Neu autorisieren/, 'App installieren']],
  ['Accounts', '#/accounts', {}, ['Accounts', /Entwicklertest/]],
  ['Apps', '#/apps', {}, ['Apps']],
  ['Activity', '#/activity', {}, ['Aktivität', 'Heute']],
  ['Install', `#/install?app=${app}`, {}, ['App installieren']],
  ['AppForm', `#/apps/${app}/basic`, { id: app, tab: 'basic' }, ['Grunddaten', 'Umgebung']],
  ['AppForm', `#/apps/${app}/auth`, { id: app, tab: 'auth' }, ['Client-Secret']],
  ['AppForm', `#/apps/${app}/scopes`, { id: app, tab: 'scopes' }, [/Erforderlich/]],
  ['AppForm', `#/apps/${app}/redirects`, { id: app, tab: 'redirects' }, ['Redirect-URLs']],
  ...['general', 'notifications', 'refresh', 'clipboard', 'network', 'vault', 'data'].map(
    (section): [string, string, Record<string, unknown>, string[]] => ['Settings', `#/settings/${section}`, { section }, ['Einstellungen']],
  ),
  ...(['needs_reauthorization', 'scopes_behind', 'quarantined', 'held', 'app_problem'] as const).map(
    (health): [string, string, Record<string, unknown>, (string | RegExp)[]] => ['Installation', `#/installations/${health}`, { health }, ['Mehr darüber']],
  ),
  ['Guide', '#/guide', {}, ['Handbuch', 'Zurückgehalten']],
  ['Welcome', '#/welcome', {}, [/Practice HubSpot/]],
];

describe('views', () => {
  test.each(places)('%s at %s is German throughout', async (name, hash, props, words) => {
    window.location.hash = hash;
    const stop = router.start();
    const host = new SampleHost({ count: 20, language: 'de' });
    useHost(host);
    installations.reset();
    await Promise.all([session.load(), apps.load()]);
    const { default: View } = (await views[`./views/${name}.svelte`]?.()) ?? {};
    const id = host.world.installations.find(({ health }) => health === props['health'])?.id;
    render(View as never, id === undefined ? props : { id });
    for (const word of words) await waitFor(() => expect(document.body.textContent).toMatch(word), { timeout: 20_000 });
    await waitFor(() => expect(document.querySelector('[aria-busy="true"]')).toBeNull());
    expect(told().filter((text) => raw.test(text))).toEqual([]);
    expect(told().filter((text) => english.test(text))).toEqual([]);
    stop();
    installations.stop();
    session.stop();
    apps.stop();
  }, 40_000);
});
