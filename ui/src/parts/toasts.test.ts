/** What is said at the bottom right: heard without taking the focus, and waiting for who reads it. */
import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import ToastCard from './ToastCard.svelte';
import Toasts from './Toasts.svelte';
import { Toaster, TOAST_TIME } from './toaster.svelte';
import { iconPath } from './icons';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function show(toast: Parameters<Toaster['show']>[0]) {
  const toaster = new Toaster();
  render(Toasts, { toaster });
  toaster.show(toast);
  await tick();
  return toaster;
}

const titles = () => screen.queryAllByRole('status').map((toast) => toast.querySelector('.title')?.textContent);

describe('toasts', () => {
  test('stand in a live region that is there before them, and leave the focus alone', async () => {
    const before = document.activeElement;
    const toaster = new Toaster();
    render(Toasts, { toaster });
    const region = screen.getByRole('region', { name: 'Messages' });
    expect(region.getAttribute('aria-live')).toBe('polite');
    toaster.show({ title: 'Access token copied', text: 'Cleared in 30 s.' });
    await tick();
    expect(within(region).getByRole('status').textContent).toContain('Cleared in 30 s.');
    expect(document.activeElement).toBe(before);
  });

  test('one goes after its time, but not from under the pointer or the focus', async () => {
    await show({ title: 'Copied' });
    const toast = screen.getByRole('status');
    for (const [on, off] of [['pointerEnter', 'pointerLeave'], ['focusIn', 'focusOut']] as const) {
      await fireEvent[on](toast);
      await vi.advanceTimersByTimeAsync(TOAST_TIME * 2);
      expect(titles(), on).toEqual(['Copied']);
      await fireEvent[off](toast);
    }
    await vi.advanceTimersByTimeAsync(TOAST_TIME);
    expect(titles()).toEqual([]);
  });

  test('what needs a person stays until it is dismissed', async () => {
    await show({ title: '1 of 62 was refused', tone: 'bad' });
    await vi.advanceTimersByTimeAsync(TOAST_TIME * 10);
    expect(titles()).toEqual(['1 of 62 was refused']);
    await fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(titles()).toEqual([]);
  });

  test('its action is run once and takes it away', async () => {
    const onclick = vi.fn();
    await show({ title: 'Forgotten', action: { label: 'Undo', onclick } });
    expect(screen.queryByRole('button', { name: 'Dismiss' }), 'what goes by itself has no cross').toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(onclick).toHaveBeenCalledOnce();
    expect(titles()).toEqual([]);
  });

  test('no more than four are seen, the newest last', async () => {
    const toaster = await show({ title: '1' });
    for (const title of ['2', '3', '4', '5']) toaster.show({ title });
    await tick();
    expect(titles()).toEqual(['2', '3', '4', '5']);
  });
});

test('a card differs by shape, and its own icon goes first', async () => {
  const toast = { id: 1, title: 'Saved', tone: 'ok' as const, stays: false };
  const { container, rerender } = render(ToastCard, { toast });
  const drawn = () => container.querySelector('path')?.getAttribute('d');
  expect(drawn()).toBe(iconPath('check-circle-fill'));
  await rerender({ toast: { ...toast, tone: 'bad' } });
  expect(drawn()).toBe(iconPath('warning-fill'));
  await rerender({ toast: { ...toast, icon: 'lock' } });
  expect(drawn()).toBe(iconPath('lock'));
});
