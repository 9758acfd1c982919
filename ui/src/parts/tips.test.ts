import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tip, TIP_DELAY, tips } from './tips.svelte';

let element: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers();
  element = document.body.appendChild(document.createElement('span'));
});
afterEach(() => {
  tips.hide();
  element.remove();
  vi.useRealTimers();
});

test('a tooltip waits, and goes with the pointer', () => {
  const end = tip('23 Nov 2026, 10:31')(element);
  element.dispatchEvent(new Event('pointerenter'));
  vi.advanceTimersByTime(TIP_DELAY - 1);
  expect(tips.shown).toBeUndefined();
  vi.advanceTimersByTime(1);
  expect(tips.shown?.text).toBe('23 Nov 2026, 10:31');
  element.dispatchEvent(new Event('pointerleave'));
  expect(tips.shown).toBeUndefined();
  end?.();
});

test('text that is not cut off needs none', () => {
  const end = tip('Kestrel Outdoor', true)(element);
  element.dispatchEvent(new Event('pointerenter'));
  vi.advanceTimersByTime(TIP_DELAY);
  expect(tips.shown).toBeUndefined();
  Object.defineProperty(element, 'scrollWidth', { value: 300 });
  Object.defineProperty(element, 'clientWidth', { value: 100 });
  element.dispatchEvent(new Event('pointerenter'));
  vi.advanceTimersByTime(TIP_DELAY);
  expect(tips.shown?.text).toBe('Kestrel Outdoor');
  end?.();
  expect(tips.shown, 'it goes with its owner').toBeUndefined();
});
