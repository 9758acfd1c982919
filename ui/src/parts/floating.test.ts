/** What floats: opened and closed by keys, with the focus given back to what opened it. */
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import type { MenuItem } from './menu';
import FloatingFixture from './fixtures/FloatingFixture.svelte';

function items(onselect = vi.fn()): MenuItem[] {
  return [
    { label: 'Refresh', icon: 'arrows-clockwise', keys: 'f5', onselect },
    { label: 'Copy token', why: 'The vault is locked.', onselect },
    'rule',
    { label: 'Compact', checked: true, hint: '28 px', onselect },
    { note: 'Never shown.' },
  ];
}

async function openMenu(onselect = vi.fn()) {
  const user = userEvent.setup();
  render(FloatingFixture, { items: items(onselect) });
  const opener = screen.getByRole('button', { name: 'More actions' });
  opener.focus();
  await user.keyboard('{Enter}');
  const menu = await screen.findByRole('menu', { name: 'More actions' });
  return { user, menu, opener: () => screen.getByRole('button', { name: 'More actions', hidden: true }) };
}

describe('a menu', () => {
  test('is made when it is opened, walked by arrows round its ends, and chosen by Enter', async () => {
    const onselect = vi.fn();
    const { user, menu, opener } = await openMenu(onselect);
    expect(within(menu).getAllByRole('menuitem')).toHaveLength(3);
    expect(within(menu).getByRole('menuitem', { name: /Refresh/ }).textContent).toContain('F5');
    await waitFor(() => expect(menu.contains(document.activeElement)).toBe(true));
    await user.keyboard('{Home}{ArrowDown}');
    expect(document.activeElement?.textContent, 'what can’t be done is passed over').toContain('Compact');
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement?.textContent).toContain('Refresh');
    await user.keyboard('{Enter}');
    expect(onselect).toHaveBeenCalledOnce();
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(opener()));
  });

  test('Escape chooses nothing and gives the focus back', async () => {
    const onselect = vi.fn();
    const { user, opener } = await openMenu(onselect);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(opener()));
    expect(onselect).not.toHaveBeenCalled();
    expect(opener().getAttribute('aria-expanded')).toBe('false');
  });

  test('what can’t be chosen says why and isn’t run', async () => {
    const onselect = vi.fn();
    const { menu } = await openMenu(onselect);
    const locked = within(menu).getByRole('menuitem', { name: /Copy token/ });
    expect(locked.getAttribute('aria-disabled')).toBe('true');
    expect(locked.textContent).toContain('The vault is locked.');
    await fireEvent.click(locked);
    expect(onselect).not.toHaveBeenCalled();
    expect(within(menu).getByText('Never shown.')).toBeTruthy();
  });
});

test('a popover is a named card; Escape closes it and gives the focus back', async () => {
  const user = userEvent.setup();
  render(FloatingFixture);
  const opener = screen.getByRole('button', { name: 'Where from?' });
  opener.focus();
  await user.keyboard('{Enter}');
  const card = await screen.findByRole('dialog', { name: 'Where it comes from' });
  expect(within(card).getByRole('button', { name: 'In the card' })).toBeTruthy();
  expect(card.style.width).toBe('240px');
  expect(card.getAttribute('aria-modal'), 'the page behind it is still there').toBeNull();
  await waitFor(() => expect(card.contains(document.activeElement)).toBe(true));
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(opener));
});

test('an overlay is modal, keeps the focus, tells that it closed, and gives the focus back', async () => {
  const onclose = vi.fn();
  const user = userEvent.setup();
  render(FloatingFixture, { onclose });
  const opener = screen.getByRole('button', { name: 'Search' });
  opener.focus();
  await user.keyboard('{Enter}');
  const overlay = await screen.findByRole('dialog', { name: 'Search or run a command' });
  expect(overlay.getAttribute('aria-modal')).toBe('true');
  await waitFor(() => expect(overlay.contains(document.activeElement)).toBe(true));
  for (let press = 0; press < 4; press++) {
    await user.tab();
    expect(overlay.contains(document.activeElement), `after ${press + 1} tabs`).toBe(true);
  }
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(opener));
  expect(onclose).toHaveBeenCalledOnce();
});

describe('a tooltip', () => {
  test('comes to the keyboard, is heard without being seen, and goes with a key', async () => {
    render(FloatingFixture);
    const time = screen.getByText('12 min ago');
    expect([time.tabIndex, time.getAttribute('aria-description')]).toEqual([0, '23 Nov 2026, 10:31']);
    time.focus();
    const tip = await screen.findByRole('tooltip');
    expect(tip.textContent).toBe('23 Nov 2026, 10:31');
    await fireEvent.keyDown(time, { key: 'Escape' });
    expect(screen.queryByRole('tooltip')).toBeNull();
  });

  test('goes when the window loses the keyboard or something scrolls', async () => {
    render(FloatingFixture);
    const time = screen.getByText('12 min ago');
    await fireEvent.pointerEnter(time);
    await screen.findByRole('tooltip');
    await fireEvent.scroll(document.body);
    expect(screen.queryByRole('tooltip')).toBeNull();
    await fireEvent.pointerEnter(time);
    await screen.findByRole('tooltip');
    await fireEvent.blur(window);
    expect(screen.queryByRole('tooltip')).toBeNull();
  });

  test('says nothing again of what can be read whole', async () => {
    render(FloatingFixture);
    const scope = screen.getByText('crm.objects…');
    expect(scope.hasAttribute('tabindex'), 'not a stop of Tab').toBe(false);
    await fireEvent.pointerEnter(scope);
    await fireEvent.pointerEnter(screen.getByText('12 min ago'));
    expect((await screen.findByRole('tooltip')).textContent).toBe('23 Nov 2026, 10:31');
    Object.defineProperty(scope, 'scrollWidth', { value: 300 });
    Object.defineProperty(scope, 'clientWidth', { value: 200 });
    await fireEvent.pointerEnter(scope);
    await waitFor(() => expect(screen.getByRole('tooltip').textContent).toBe('crm.objects.contacts.read'));
  });
});

test('outside of a dialog nothing takes itself to be in one', () => {
  render(FloatingFixture);
  expect(screen.getByText('No dialog stands around.')).toBeTruthy();
});
