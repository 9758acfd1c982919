/** A head and a row by themselves: what is a tab stop, what a click means, what is told. */
import { fireEvent, render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import RowFixture from './fixtures/RowFixture.svelte';
import { Selection } from './selection.svelte';
import TableFixture from './fixtures/TableFixture.svelte';

const body = () => document.querySelector('[data-row="4"]') as HTMLElement;

describe('a head', () => {
  test('tells the order of what can be sorted alone, and sorts by key', async () => {
    const onsort = vi.fn();
    const user = userEvent.setup();
    const { rerender } = render(RowFixture, { row: { name: 'Harbour' }, onsort });
    const order = (name: string) => screen.getByRole('columnheader', { name: new RegExp(name) }).getAttribute('aria-sort');
    expect([order('Name'), order('Scopes')]).toEqual(['none', null]);
    screen.getByRole('button', { name: 'Name' }).focus();
    await user.keyboard('{Enter}');
    expect(onsort).toHaveBeenLastCalledWith({ column: 'name', descending: false });
    await rerender({ sort: { column: 'name', descending: false } });
    expect(order('Name')).toBe('ascending');
    await user.keyboard('{Enter}');
    expect(onsort).toHaveBeenLastCalledWith({ column: 'name', descending: true });
    await rerender({ sort: { column: 'name', descending: true } });
    expect(order('Name')).toBe('descending');
  });

  test('a head that isn’t seen is read, and the box has a head where rows have one', async () => {
    const { rerender } = render(RowFixture, { row: { name: 'Harbour' } });
    expect(screen.getAllByRole('columnheader').map(({ textContent }) => textContent?.trim())).toEqual(['Name', 'Scopes', 'Actions']);
    expect(screen.getByText('Actions').classList).toContain('unseen');
    await rerender({ checked: false });
    expect(screen.getAllByRole('columnheader')).toHaveLength(4);
    expect(within(body()).getAllByRole('gridcell')).toHaveLength(4);
  });
});

describe('a row', () => {
  test('has its place in the whole list, and tab stops only while it is the active one', async () => {
    const { rerender } = render(RowFixture, { row: { name: 'Harbour' } });
    expect([body().getAttribute('aria-rowindex'), body().tabIndex, screen.getByText('Act').tabIndex]).toEqual(['6', 0, 0]);
    await rerender({ active: false });
    expect([body().tabIndex, screen.getByText('Act').tabIndex]).toEqual([-1, -1]);
  });

  test('that isn’t here yet is busy and does nothing', async () => {
    render(RowFixture, { row: undefined });
    expect(body().getAttribute('aria-busy')).toBe('true');
    expect(within(body()).queryByRole('button')).toBeNull();
    expect(body().querySelectorAll('.skeleton')).toHaveLength(3);
    await userEvent.setup().click(body());
  });

  test('a click opens, with Ctrl it chooses, with Shift it extends, and a button in it is its own', async () => {
    const onopen = vi.fn();
    const oncheck = vi.fn();
    const onmenu = vi.fn();
    const user = userEvent.setup();
    render(RowFixture, { row: { name: 'Harbour' }, checked: true, onopen, oncheck, onmenu });
    expect(body().getAttribute('aria-selected')).toBe('true');
    const name = screen.getAllByText('Harbour')[0] as HTMLElement;
    await user.click(name);
    await fireEvent.click(name, { ctrlKey: true });
    await fireEvent.click(name, { shiftKey: true });
    await user.click(screen.getByText('Act'));
    expect([onopen.mock.calls.length, oncheck.mock.calls]).toEqual([1, [[false], [true]]]);
    await fireEvent.contextMenu(name);
    expect(onmenu).toHaveBeenCalledOnce();
  });

  test('beside its box is meant for the box', async () => {
    const onopen = vi.fn();
    const oncheck = vi.fn();
    render(RowFixture, { row: { name: 'Harbour' }, checked: false, onopen, oncheck });
    await fireEvent.click(within(body()).getAllByRole('gridcell')[0] as HTMLElement);
    expect([onopen.mock.calls.length, oncheck.mock.calls]).toEqual([0, [[false]]]);
    await userEvent.setup().click(within(body()).getByRole('checkbox', { name: 'Select Harbour' }));
    expect(oncheck).toHaveBeenCalledTimes(2);
  });
});

test('an empty table has a head and says what stands instead of rows', async () => {
  const selection = new Selection();
  render(TableFixture, { total: 0, selection });
  expect(screen.getByRole('grid', { name: 'Rows' }).getAttribute('aria-rowcount')).toBe('1');
  expect(screen.getByRole('gridcell').textContent).toBe('No rows yet');
  await userEvent.setup().click(screen.getByRole('checkbox', { name: 'Select all rows' }));
  expect(selection.count(0), 'all of nothing is nothing').toBe(0);
});
