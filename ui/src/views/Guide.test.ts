import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../api';
import { explain, knownCodes } from '../catalogue';
import { findEntries } from '../domain/palette/entries';
import ProblemCallout from '../domain/problem/ProblemCallout.svelte';
import { areaOf, healths, neighbours, readTopic, turnsOf, wrongCodes } from '../domain/guide/topics';
import { SampleHost } from '../host/sample';
import { setLanguage, t } from '../i18n';
import { describeKey, keys } from '../keyboard';
import { router } from '../router.svelte';
import { session } from '../state/session.svelte';
import Guide from './Guide.svelte';

beforeEach(() => {
  window.location.hash = '#/guide';
  const stop = router.start();
  return () => {
    stop();
    setLanguage('en');
  };
});

const headings = (level: number) => screen.getAllByRole('heading', { level }).map(({ textContent }) => textContent);

test('every health and everything that can go wrong has its row, under where it is met', () => {
  render(Guide);
  expect(headings(1)).toEqual(['Guide']);
  expect(headings(2)).toEqual(['Health', 'What can go wrong']);
  expect(screen.getAllByRole('link')).toHaveLength(healths.length + wrongCodes.length + 1);
  expect(screen.getByRole('link', { name: /^Keyboard shortcuts/ }).getAttribute('href')).toBe('#/guide/keys');
  const vault = within(screen.getByRole('region', { name: 'The vault' }));
  expect(vault.getByRole('link', { name: 'Wrong passphrase PassphraseWrong' }).getAttribute('href')).toBe('#/guide/PassphraseWrong');
  expect(screen.getByRole('link', { name: 'Held Saved, account not known yet' }).getAttribute('href')).toBe('#/guide/held');
});

test('no code is left out but those that say that all is well', () => {
  expect(knownCodes.filter((code) => !wrongCodes.includes(code))).toEqual(['CheckPassed', 'RelayPublished']);
  expect(new Set(wrongCodes).size).toBe(wrongCodes.length);
});

test.each([
  ['PageScopeUnknown', 'page'],
  ['PasteOnly', 'authorize'],
  ['RedirectPortBusy', 'redirects'],
  ['RedirectStateMismatch', 'authorize'],
  ['RedirectUrlMismatch', 'hubspot'],
  ['HubSpotAppIdShape', 'app'],
  ['HubSpotTimeout', 'hubspot'],
  ['ClientSecretRefused', 'hubspot'],
  ['ClientSecretShape', 'app'],
  ['ScopeNotGranted', 'hubspot'],
  ['DiskFull', 'program'],
])('%s is looked for under %s', (code, area) => {
  expect(areaOf(code)).toBe(area);
});

test('the search goes through codes, causes and ways out, and is kept in the address', async () => {
  const user = userEvent.setup();
  render(Guide);
  await user.type(screen.getByRole('searchbox', { name: 'Search the guide' }), 'keyring lock');
  await waitFor(() => expect(router.query).toEqual({ q: 'keyring lock' }));
  expect(screen.getByRole('link', { name: /KeyringLocked$/ })).toBeTruthy();
  expect(screen.queryByRole('link', { name: /DiskFull$/ })).toBeNull();
  expect(screen.getByRole('status').textContent).toMatch(/^\d+ pages?$/);
  await user.type(screen.getByRole('searchbox'), ' zebra');
  await screen.findByText('No page has these words');
  await user.click(screen.getByRole('button', { name: 'Show' }));
  await waitFor(() => expect(router.query).toEqual({}));
});

test.each(healths)('%s has a page: what it means, what to do, what can become of it', (topic) => {
  render(Guide, { topic });
  expect(headings(2)).toEqual(['What it means', 'What to do next', 'What it can turn into']);
  expect(document.body.textContent).not.toMatch(/health_|guide\./);
  const list = within(screen.getByRole('region', { name: 'What it can turn into' }));
  expect(list.getAllByRole('link')).toHaveLength(turnsOf(topic).length);
  expect(turnsOf(topic)).not.toContain(topic);
  for (const part of ['about', 'next'] as const) {
    expect(t(`guide.health_${topic}_${part}`).split(/[.:] /).length).toBeLessThan(6);
  }
});

test('a code has a page: cause, way out, its button, its code, and its neighbours', () => {
  render(Guide, { topic: 'RedirectPortBusy' });
  expect(headings(1)).toEqual(['The port is busy']);
  expect(headings(2)).toEqual(['What happened', 'What to do']);
  expect(screen.getByText(/The browser’s answer would go there instead of here/)).toBeTruthy();
  expect(screen.getByText('Check again')).toBeTruthy();
  expect(screen.getByText('RedirectPortBusy').tagName).toBe('CODE');
  const { previous = '', next = '' } = neighbours('RedirectPortBusy');
  expect(screen.getByRole('link', { name: `Previous: ${explain({ code: previous }).title}` }).getAttribute('href')).toBe(`#/guide/${previous}`);
  expect(screen.getByRole('link', { name: `Next: ${explain({ code: next }).title}` }).getAttribute('href')).toBe(`#/guide/${next}`);
  expect(within(screen.getByRole('navigation', { name: 'Where you are' })).getByRole('link', { name: 'Guide' }).getAttribute('href')).toBe('#/guide');
});

test('the keyboard has a page: every key of the window, with what it does', () => {
  render(Guide, { topic: 'keys' });
  expect(headings(1)).toEqual(['Keyboard shortcuts']);
  expect(headings(2)).toEqual(['Everywhere', 'In a list', 'At an installation, or its row in the list', 'In the matrix', 'In the search for everything']);
  const shown = [...document.querySelectorAll('kbd')].map(({ textContent }) => textContent);
  expect(Object.values(keys).map(describeKey).filter((key) => !shown.includes(key)), 'no key is left out').toEqual([]);
  const row = screen.getByText('Copy the access token').parentElement;
  expect(row?.querySelector('kbd')?.textContent).toBe('Ctrl Shift C');
});

test('the first and the last page have one neighbour', () => {
  expect(neighbours(wrongCodes[0] ?? '').previous).toBeUndefined();
  expect(neighbours(wrongCodes.at(-1) ?? '').next).toBeUndefined();
});

test('what is no topic is said, with the way back', async () => {
  render(Guide, { topic: 'constructor' });
  expect(readTopic('constructor')).toBeUndefined();
  expect(headings(1)).toEqual(['No page about this']);
  await userEvent.setup().click(screen.getByRole('button', { name: 'Show all pages' }));
  await waitFor(() => expect(router.route).toEqual({ name: 'guide' }));
});

test('the palette leads to it, and to the page of what is typed', async () => {
  useHost(new SampleHost({ count: 4 }));
  await session.load();
  const labels = async (text: string) => (await findEntries(text, [])).filter(({ id }) => id.includes('guide')).map(({ label, hint }) => [label, hint]);
  expect(await labels('')).toEqual([['Go to the guide', undefined]]);
  expect(await labels('scopes beh')).toEqual([['Scopes behind', 'Health']]);
  expect(await labels('PortBusy')).toEqual([['The port is busy', 'RedirectPortBusy']]);
  expect(await labels('po')).toEqual([]);
  const [page] = (await findEntries('wrong passphrase', [])).filter(({ group }) => group === 'guide');
  page?.run();
  await waitFor(() => expect(router.route).toEqual({ name: 'guide', topic: 'PassphraseWrong' }));
});

test('a problem leads to its page from its details', async () => {
  useHost(new SampleHost({ count: 0 }));
  await session.load();
  render(ProblemCallout, { problem: { code: 'DiskFull' } });
  await userEvent.setup().click(screen.getByRole('button', { name: 'Details' }));
  expect(screen.getByRole('link', { name: 'More about this: The disk is full' }).getAttribute('href')).toBe('#/guide/DiskFull');
});

test('a problem of a newer program has no page', async () => {
  useHost(new SampleHost({ count: 0 }));
  await session.load();
  render(ProblemCallout, { problem: { code: 'FromTheFuture' } });
  await userEvent.setup().click(screen.getByRole('button', { name: 'Details' }));
  expect(screen.queryByRole('link')).toBeNull();
});

test('it is told in German, too', () => {
  setLanguage('de');
  render(Guide, { topic: 'needs_reauthorization' });
  expect(headings(1)).toEqual(['Neu autorisieren']);
  expect(headings(2)).toEqual(['Was es bedeutet', 'Was als Nächstes zu tun ist', 'Was daraus werden kann']);
});
