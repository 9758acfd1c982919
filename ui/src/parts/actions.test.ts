/** Buttons beside the plain one: named without words, split, copying, disclosing. */
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import CopyButton from './CopyButton.svelte';
import Disclosure from './Disclosure.svelte';
import IconButton from './IconButton.svelte';
import SplitButton from './SplitButton.svelte';
import { words } from './fixtures/snippets';

afterEach(() => {
  vi.useRealTimers();
});

test('an icon alone is named by its label, and pressed by key', async () => {
  const onclick = vi.fn();
  const user = userEvent.setup();
  const { rerender } = render(IconButton, { icon: 'x', label: 'Dismiss', onclick });
  const button = screen.getByRole('button', { name: 'Dismiss' });
  expect(button.title).toBe('Dismiss');
  await user.tab();
  await user.keyboard('{Enter}');
  await user.keyboard(' ');
  expect(onclick).toHaveBeenCalledTimes(2);
  await rerender({ disabled: true });
  await user.click(button);
  expect(onclick).toHaveBeenCalledTimes(2);
});

describe('a split button', () => {
  test('does the first thing, and offers the others behind its caret', async () => {
    const onclick = vi.fn();
    const onselect = vi.fn();
    const user = userEvent.setup();
    render(SplitButton, { onclick, items: [{ label: 'As a header', onselect }], menuLabel: 'Other ways to copy', children: words('Copy') });
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(onclick).toHaveBeenCalledOnce();
    const caret = screen.getByRole('button', { name: 'Other ways to copy' });
    expect([caret.getAttribute('aria-haspopup'), caret.getAttribute('aria-expanded')]).toEqual(['menu', 'false']);
    await user.click(caret);
    await user.click(await screen.findByRole('menuitem', { name: 'As a header' }));
    expect([onclick.mock.calls.length, onselect.mock.calls.length]).toEqual([1, 1]);
  });

  test('what can’t be done now leaves the other ways open', async () => {
    const onclick = vi.fn();
    const user = userEvent.setup();
    render(SplitButton, { onclick, disabled: true, title: 'The vault is locked.', items: [{ label: 'As a header', onselect: vi.fn() }], children: words('Copy') });
    const first = screen.getByRole('button', { name: 'Copy' });
    await user.click(first);
    expect([onclick.mock.calls.length, first.title]).toEqual([0, 'The vault is locked.']);
    await user.click(screen.getByRole('button', { name: 'More' }));
    expect(await screen.findByRole('menuitem')).toBeTruthy();
  });
});

describe('copying', () => {
  test('says so, politely, and for two seconds', async () => {
    vi.useFakeTimers();
    const copy = vi.fn(async () => undefined);
    render(CopyButton, { text: copy, children: words('Copy link') });
    screen.getByRole('button', { name: 'Copy link' }).click();
    await vi.advanceTimersByTimeAsync(0);
    expect(copy).toHaveBeenCalledOnce();
    expect(within(screen.getByRole('button')).getByRole('status').textContent).toBe('Copied');
    await vi.advanceTimersByTimeAsync(2000);
    expect(screen.getByRole('button', { name: 'Copy link' })).toBeTruthy();
  });

  test('hands the text to the clipboard', async () => {
    const user = userEvent.setup();
    render(CopyButton, { text: 'https://keeper.example/?a=1&b=2', children: words('Copy link') });
    await user.click(screen.getByRole('button', { name: 'Copy link' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Copied'));
    expect(await navigator.clipboard.readText()).toBe('https://keeper.example/?a=1&b=2');
  });
});

test('a disclosure says whether it is open and what it opens', async () => {
  const user = userEvent.setup();
  render(Disclosure, { label: 'Details', children: words('status 400') });
  const button = screen.getByRole('button', { name: 'Details', expanded: false });
  expect(screen.queryByText('status 400')).toBeNull();
  await user.tab();
  await user.keyboard('{Enter}');
  expect(button.getAttribute('aria-expanded')).toBe('true');
  expect(document.getElementById(button.getAttribute('aria-controls') ?? '')?.textContent).toBe('status 400');
  await user.keyboard(' ');
  expect(screen.queryByText('status 400')).toBeNull();
  expect(document.activeElement, 'closing keeps the focus').toBe(button);
});
