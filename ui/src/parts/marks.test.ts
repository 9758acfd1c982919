/** What is only looked at: silent for a screen reader, or said in its words. */
import { render, screen } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import AppLogo from './AppLogo.svelte';
import CodeText from './CodeText.svelte';
import CountdownRing from './CountdownRing.svelte';
import Icon from './Icon.svelte';
import KeyHint from './KeyHint.svelte';
import Mark from './Mark.svelte';
import Meter from './Meter.svelte';
import Progress from './Progress.svelte';
import Skeleton from './Skeleton.svelte';
import Tag from './Tag.svelte';
import { words } from './fixtures/snippets';
import { iconPath } from './icons';

function only(container: HTMLElement): Element {
  expect(container.children).toHaveLength(1);
  return container.children[0] as Element;
}

describe('decoration says nothing', () => {
  test('an icon is drawn in its size and stays silent', () => {
    const { container } = render(Icon, { name: 'lock', size: 14 });
    const icon = only(container);
    expect(icon.getAttribute('aria-hidden')).toBe('true');
    expect(icon.getAttribute('width')).toBe('14');
    expect(icon.querySelector('path')?.getAttribute('d')).toBe(iconPath('lock'));
    expect(iconPath('lock')).not.toBe(iconPath('copy'));
  });

  test('the mark', () => {
    const { container } = render(Mark, { size: 28 });
    expect(only(container).getAttribute('aria-hidden')).toBe('true');
    expect(only(container).getAttribute('height')).toBe('28');
  });

  test('a skeleton keeps the place', () => {
    const { container } = render(Skeleton, { width: 72 });
    expect(only(container).getAttribute('aria-hidden')).toBe('true');
    expect(only(container).getAttribute('style')).toContain('72px');
  });
});

describe('a logo', () => {
  const tile = (seed: string) => only(render(AppLogo, { seed }).container).outerHTML;

  test('follows from its seed, and differs for a letter', () => {
    expect(tile('Invoice Sync')).toBe(tile('Invoice Sync'));
    const tiles = ['Invoice Sync', 'Call Notes', 'Warehouse Link', 'Survey Bridge', 'Route Planner'].map(tile);
    expect(new Set(tiles).size).toBe(5);
  });

  test('stands also for nothing and for letters beyond the plane', () => {
    for (const seed of ['', '🗝️', 'ü'.repeat(500)]) expect(tile(seed)).toContain('<path');
  });

  test('a picture takes the tile’s place and is no second name', async () => {
    const { container, rerender } = render(AppLogo, { seed: 'Invoice Sync', picture: 'data:image/png;base64,AA==' });
    expect(container.querySelector('img')?.getAttribute('alt')).toBe('');
    expect(container.querySelector('path')).toBeNull();
    await rerender({ picture: null });
    expect(container.querySelector('img')).toBeNull();
    expect(container.querySelector('path')).not.toBeNull();
  });
});

describe('short facts', () => {
  test('a tag has its look and its words', () => {
    render(Tag, { look: 'strong', children: words('Production') });
    expect(screen.getByText('Production').parentElement?.classList).toContain('strong');
  });

  test('a code is code', () => {
    render(CodeText, { small: true, children: words('ClientIdShape') });
    expect(screen.getByText('ClientIdShape').closest('code')).not.toBeNull();
  });

  test('a key is written as it stands on the keyboard', () => {
    render(KeyHint, { keys: 'mod+shift+c' });
    expect(screen.getByText('Ctrl Shift C').tagName).toBe('KBD');
  });
});

describe('how much', () => {
  const values = (element: HTMLElement) => ['aria-valuemin', 'aria-valuenow', 'aria-valuemax', 'aria-valuetext'].map((name) => element.getAttribute(name));
  const drawn = (element: HTMLElement) => element.firstElementChild?.getAttribute('style') ?? '';

  test('progress is told in words and numbers', async () => {
    const { rerender } = render(Progress, { label: 'Refreshing all', done: 41, total: 62 });
    const bar = screen.getByRole('progressbar', { name: 'Refreshing all' });
    expect(values(bar)).toEqual(['0', '41', '62', '41 of 62']);
    expect(screen.getByText('41 of 62')).toBeTruthy();
    await rerender({ done: 1234, total: 5000 });
    expect(screen.getByText('1,234 of 5,000')).toBeTruthy();
  });

  test('progress of nothing, and of more than all, stays in its track', async () => {
    const { rerender } = render(Progress, { label: 'Refreshing', done: 0, total: 0 });
    expect(drawn(screen.getByRole('progressbar'))).toContain('scaleX(0)');
    await rerender({ done: 9, total: 4 });
    expect(drawn(screen.getByRole('progressbar'))).toContain('scaleX(1)');
  });

  test('a meter says what it shows and keeps to its ends', async () => {
    const { rerender } = render(Meter, { words: '3 of 10 slots left', value: 3, max: 10 });
    const meter = screen.getByRole('meter', { name: '3 of 10 slots left' });
    expect(values(meter)).toEqual(['0', '3', '10', '3 of 10 slots left']);
    expect(drawn(meter)).toContain('scaleX(0.3)');
    for (const [value, max, share] of [[-1, 10, 0], [12, 10, 1], [1, 0, 0]] as const) {
      await rerender({ value, max });
      expect(drawn(meter), `${value} of ${max}`).toContain(`scaleX(${share})`);
    }
  });

  test('a countdown is an image with the time left for its name', async () => {
    const { rerender } = render(CountdownRing, { left: 522, total: 600 });
    const ring = screen.getByRole('img', { name: '8:42 left' });
    const part = () => Number(ring.querySelector('.left')?.getAttribute('stroke-dasharray')?.split(' ')[0]);
    expect(part()).toBeGreaterThan(80);
    await rerender({ left: 0 });
    expect(part()).toBe(0);
    await rerender({ left: 700 });
    expect(part(), 'never more than the whole ring').toBeCloseTo(2 * Math.PI * 16);
    await rerender({ total: 0 });
    expect(part()).toBe(0);
  });
});
