/** What a page says: notes, findings, lists of what is so or will be, and how they are told. */
import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import Banner from './Banner.svelte';
import Callout from './Callout.svelte';
import CheckItem from './CheckItem.svelte';
import Consequences from './Consequences.svelte';
import EmptyState from './EmptyState.svelte';
import Facts from './Facts.svelte';
import FindingRow from './FindingRow.svelte';
import ListRow from './ListRow.svelte';
import RichText from './RichText.svelte';
import Section from './Section.svelte';
import StepperFixture from './fixtures/StepperFixture.svelte';
import { pressable, words } from './fixtures/snippets';
import { iconPath, type IconName } from './icons';
import type { Run } from '../i18n';

const runs: Run[] = [
  { text: 'node holds it (process 48213, in ', style: 'plain' },
  { text: '~/code', style: 'mono' },
  { text: '), ', style: 'plain' },
  { text: 'still', style: 'bold' },
];

function shows(container: HTMLElement, icon: IconName): boolean {
  return [...container.querySelectorAll('path')].some((path) => path.getAttribute('d') === iconPath(icon));
}

describe('rich text', () => {
  test('has bold and mono runs and no gap between them', () => {
    const { container } = render(RichText, { of: runs });
    expect(container.textContent).toBe('node holds it (process 48213, in ~/code), still');
    expect(container.querySelector('code')?.textContent).toBe('~/code');
    expect(container.querySelector('strong')?.textContent).toBe('still');
  });

  test('takes nothing in it for markup', () => {
    const { container } = render(RichText, { of: '<b>bold</b> & **so**' });
    expect(container.textContent).toBe('<b>bold</b> & **so**');
    expect(container.querySelector('b')).toBeNull();
  });
});

describe('a callout', () => {
  test('only an error interrupts', async () => {
    const { rerender } = render(Callout, { level: 'error', cause: 'The client secret is refused.', text: 'None of them is lost.', code: 'SecretRefused' });
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toContain('The client secret is refused.');
    expect(within(alert).getByText('SecretRefused').tagName).toBe('CODE');
    for (const level of ['warn', 'ok', 'info'] as const) {
      await rerender({ level });
      expect(screen.queryByRole('alert'), level).toBeNull();
      expect(screen.getByRole('note')).toBeTruthy();
    }
  });

  test('has its way out and its details', () => {
    render(Callout, { text: 'Cards start later.', actions: pressable('Show'), children: words('since 08:14') });
    expect(within(screen.getByRole('note')).getByRole('button', { name: 'Show' })).toBeTruthy();
    expect(screen.getByText('since 08:14')).toBeTruthy();
  });
});

describe('a banner', () => {
  test('is said once; what counts down beside it is not', () => {
    render(Banner, { kind: 'armed', title: 'Waiting', text: 'for Invoice Sync', aside: '4:12 left', actions: pressable('Stop') });
    const said = screen.getByRole('status');
    expect(said.textContent).toMatch(/^\s*Waiting\s+for Invoice Sync\s*$/);
    expect(said.contains(screen.getByText('4:12 left'))).toBe(false);
    expect(said.contains(screen.getByRole('button', { name: 'Stop' }))).toBe(false);
  });

  test('each kind has its picture, practice the hatch', () => {
    const pictures = { armed: 'broadcast', locked: 'lock', 'read-only': 'eye', offline: 'wifi-slash' } as const;
    for (const [kind, icon] of Object.entries(pictures)) {
      const { container, unmount } = render(Banner, { kind: kind as keyof typeof pictures, title: kind });
      expect(shows(container, icon), kind).toBe(true);
      unmount();
    }
    const { container } = render(Banner, { kind: 'practice', title: 'Practice HubSpot' });
    expect(container.querySelector('.hatch')).not.toBeNull();
    expect(container.querySelector('svg')).toBeNull();
  });
});

test('a finding has its cause, its code, its ways out and a note', async () => {
  const onclick = vi.fn();
  const finding = { level: 'warn', cause: 'Port 3000 is busy.', text: runs, code: 'RedirectPortBusy', fixes: [{ label: 'Check again', onclick }], note: 'The port is registered at HubSpot.' } as const;
  const { container, rerender } = render(FindingRow, { finding: { ...finding, text: runs, fixes: [...finding.fixes] } });
  expect(screen.getByText('Port 3000 is busy.').tagName).toBe('STRONG');
  expect(screen.getByText('RedirectPortBusy').tagName).toBe('CODE');
  expect(screen.getByText('The port is registered at HubSpot.')).toBeTruthy();
  expect(shows(container, 'warning-fill')).toBe(true);
  await userEvent.setup().click(screen.getByRole('button', { name: 'Check again' }));
  expect(onclick).toHaveBeenCalledOnce();
  await rerender({ finding: { level: 'error', cause: 'No port.' } });
  expect(screen.queryByRole('button')).toBeNull();
  expect(shows(container, 'x-circle-fill')).toBe(true);
});

test('a line of a checklist differs by shape, not by colour alone', () => {
  const icons = { done: 'check-circle-fill', warn: 'warning-fill', error: 'x-circle-fill', open: 'circle', passed: 'check' } as const;
  for (const [state, icon] of Object.entries(icons)) {
    const { container, unmount } = render(CheckItem, { state: state as keyof typeof icons, text: 'Client secret', aside: 'sealed at once', action: pressable('Show') });
    expect(shows(container, icon), state).toBe(true);
    expect(screen.getByText('sealed at once')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Show' })).toBeTruthy();
    unmount();
  }
});

test('consequences are an ordered list, numbered from one', () => {
  render(Consequences, { items: ['The token is refreshed', runs, 'Its webhooks stop'] });
  const items = within(screen.getByRole('list')).getAllByRole('listitem');
  expect(items.map(({ textContent }) => textContent)).toEqual(['1The token is refreshed', '2node holds it (process 48213, in ~/code), still', '3Its webhooks stop']);
  expect(screen.getByRole('list').tagName).toBe('OL');
});

test('facts pair names with values', () => {
  render(Facts, { facts: [{ name: 'Refresh token', value: '7F3A 91C2', mono: true, aside: 'since 27 Oct' }, { name: 'Shared with', value: 'no other' }] });
  const terms = screen.getAllByRole('term');
  expect(terms.map(({ textContent }) => textContent)).toEqual(['Refresh token', 'Shared with']);
  expect(screen.getAllByRole('definition').map(({ textContent }) => textContent)).toEqual(['7F3A 91C2since 27 Oct', 'no other']);
  expect(screen.getByText('7F3A 91C2').classList, 'a value is there to be copied').toContain('selectable');
});

test('an empty list has a heading, a sentence, and what to do', async () => {
  const { container, rerender } = render(EmptyState, { title: 'No apps yet', text: 'Begin with one.', children: pressable('Add app') });
  expect(screen.getByRole('heading', { level: 2, name: 'No apps yet' })).toBeTruthy();
  expect(screen.getByText('Begin with one.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Add app' })).toBeTruthy();
  expect(container.querySelector('svg')?.getAttribute('aria-hidden')).toBe('true');
  await rerender({ text: undefined, children: undefined });
  expect(container.querySelector('p')).toBeNull();
});

test('a row of a list has its words, its actions, and more below', async () => {
  const { container, rerender } = render(ListRow, { title: 'Lock when idle', text: runs, icon: 'timer', aside: words('new'), actions: pressable('Change'), children: words('since 2 Nov') });
  for (const text of ['Lock when idle', 'new', 'since 2 Nov']) expect(screen.getByText(text)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Change' })).toBeTruthy();
  expect(shows(container, 'timer')).toBe(true);
  await rerender({ leading: words('logo'), dim: true });
  expect(shows(container, 'timer'), 'what leads takes the icon’s place').toBe(false);
  expect(container.querySelector('.dim')).not.toBeNull();
});

test('a section is a region named by its heading', async () => {
  const { rerender } = render(Section, { title: 'Tokens', aside: 'as fingerprints', end: words('2 of 5'), children: words('inside') });
  const section = screen.getByRole('region', { name: 'Tokens' });
  for (const text of ['as fingerprints', '2 of 5', 'inside']) expect(within(section).getByText(text)).toBeTruthy();
  expect(within(section).getByRole('heading', { level: 3 })).toBeTruthy();
  await rerender({ level: 2 });
  expect(within(section).getByRole('heading', { level: 2, name: 'Tokens' })).toBeTruthy();
});

test('steps are a named list; each says how it stands, and one is the current', async () => {
  const { rerender } = render(StepperFixture, { states: ['running', 'waiting'] });
  const list = screen.getByRole('list', { name: 'Install' });
  const names = () => within(list).getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent);
  expect(names()).toEqual(['Step 1, running', 'Step 2, waiting']);
  expect(list.querySelectorAll('[aria-current="step"]')).toHaveLength(1);
  await rerender({ states: ['done', 'failed'] });
  expect(names()).toEqual(['Step 1, done', 'Step 2, failed']);
  expect(list.querySelectorAll('[aria-current]')).toHaveLength(0);
  expect([shows(list, 'check'), shows(list, 'x')]).toEqual([true, true]);
});
