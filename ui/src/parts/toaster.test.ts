import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Toaster, TOAST_TIME } from './toaster.svelte';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a toast goes by itself, an error stays', () => {
  const toaster = new Toaster();
  toaster.show({ title: 'Access token copied' });
  toaster.show({ title: '1 of 62 was refused', tone: 'bad' });
  vi.advanceTimersByTime(TOAST_TIME);
  expect(toaster.toasts.map(({ title }) => title)).toEqual(['1 of 62 was refused']);
});

test('it stays while it is held', () => {
  const toaster = new Toaster();
  toaster.show({ title: 'Copied' });
  const [toast] = toaster.toasts;
  if (!toast) throw new Error('the toast is shown');
  toaster.hold(toast.id);
  vi.advanceTimersByTime(TOAST_TIME * 3);
  expect(toaster.toasts).toHaveLength(1);
  toaster.resume(toast);
  vi.advanceTimersByTime(TOAST_TIME);
  expect(toaster.toasts).toHaveLength(0);
});

test('it can be taken back, and never more than four are seen', () => {
  const toaster = new Toaster();
  const takeBack = toaster.show({ title: 'first' });
  takeBack();
  for (const title of ['a', 'b', 'c', 'd', 'e']) toaster.show({ title });
  expect(toaster.toasts.map(({ title }) => title)).toEqual(['b', 'c', 'd', 'e']);
});
