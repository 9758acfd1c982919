import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import TableFixture from './fixtures/TableFixture.svelte';
import { Selection } from './selection.svelte';
import { rowAfterKey } from './table';

function row(index: number): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-row="${index}"]`);
  if (!found) throw new Error(`row ${index} is not in the document`);
  return found;
}

async function focusFirstRow(user: ReturnType<typeof userEvent.setup>) {
  await waitFor(() => row(0));
  row(0).focus();
  expect(document.activeElement, 'the first row takes the focus').toBe(row(0));
  return user;
}

describe('a long table', () => {
  test('holds only what is on screen and says how long it is', async () => {
    const onrange = vi.fn();
    render(TableFixture, { total: 100_000, onrange });
    await waitFor(() => row(0));
    const grid = screen.getByRole('grid', { name: 'Rows' });
    expect(grid.getAttribute('aria-rowcount')).toBe('100001');
    expect(document.querySelectorAll('[data-row]').length).toBeLessThan(60);
    await waitFor(() => expect(onrange).toHaveBeenCalled());
    const [from, to] = onrange.mock.calls.at(-1) ?? [];
    expect(from).toBe(0);
    expect(to).toBeGreaterThanOrEqual(10);
  });

  test('draws a place-holder where a row is not here yet', async () => {
    render(TableFixture, { total: 5, lacking: 2 });
    await waitFor(() => row(2));
    expect(row(2).getAttribute('aria-busy')).toBe('true');
    expect(row(1).textContent).toContain('row-1');
  });
});

describe('keys', () => {
  test('arrows move one tab stop, and Enter opens', async () => {
    const opened: string[] = [];
    const user = userEvent.setup();
    render(TableFixture, { total: 50, onopen: (id: string) => opened.push(id) });
    await focusFirstRow(user);
    await user.keyboard('{ArrowDown}');
    await waitFor(() => expect(document.activeElement).toBe(row(1)));
    expect(document.querySelectorAll('[data-row][tabindex="0"]').length, 'one row is a tab stop').toBe(1);
    await user.keyboard('{Enter}');
    expect(opened).toEqual(['row-1']);
  });

  test('Right walks into the buttons of the row, Left comes back', async () => {
    const user = userEvent.setup();
    render(TableFixture, { total: 3 });
    await focusFirstRow(user);
    await user.keyboard('{ArrowRight}');
    expect(document.activeElement?.textContent).toBe('Act on row-0');
    await user.keyboard('{ArrowLeft}');
    expect(document.activeElement).toBe(row(0));
    expect(screen.getByText('Act on row-2').tabIndex, 'buttons of other rows are no tab stops').toBe(-1);
  });

  test('where a key leads', () => {
    expect(rowAfterKey('ArrowUp', 0, 10, 5)).toBe(0);
    expect(rowAfterKey('PageDown', 3, 10, 5)).toBe(8);
    expect(rowAfterKey('PageDown', 8, 10, 5)).toBe(9);
    expect(rowAfterKey('End', 0, 10, 5)).toBe(9);
    expect(rowAfterKey('x', 0, 10, 5)).toBeUndefined();
  });
});

describe('choosing', () => {
  test('Space chooses, Shift and an arrow extend', async () => {
    const selection = new Selection();
    const user = userEvent.setup();
    render(TableFixture, { total: 50, selection });
    await focusFirstRow(user);
    await user.keyboard(' ');
    await waitFor(() => expect(row(0).getAttribute('aria-selected')).toBe('true'));
    await user.keyboard('{Shift>}{ArrowDown}{/Shift}');
    await waitFor(() => expect(document.activeElement).toBe(row(1)));
    await user.keyboard('{Shift>}{ArrowDown}{/Shift}');
    await waitFor(() => expect(selection.request()).toEqual({ all: false, ids: ['row-0', 'row-1', 'row-2'] }));
  });

  test('a click with Shift takes the rows between, also those that are not here', async () => {
    const selection = new Selection();
    const idsBetween = vi.fn(async (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, at) => `row-${from + at}`),
    );
    const user = userEvent.setup();
    render(TableFixture, { total: 50, selection, lacking: 2, idsBetween });
    await waitFor(() => row(4));
    await user.click(screen.getByRole('checkbox', { name: 'Select row-1' }));
    await user.keyboard('{Shift>}');
    await user.click(screen.getByRole('checkbox', { name: 'Select row-4' }));
    await waitFor(() => expect(selection.count(50)).toBe(4));
    expect(idsBetween).toHaveBeenLastCalledWith(1, 4);
    expect(selection.has('row-2')).toBe(true);
  });

  test('select all is all but exceptions, and says so when some are out', async () => {
    const selection = new Selection();
    const user = userEvent.setup();
    render(TableFixture, { total: 1000, selection });
    await waitFor(() => row(3));
    const all = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Select all rows' });
    await user.click(all);
    expect(selection.count(1000)).toBe(1000);
    await user.click(screen.getByRole('checkbox', { name: 'Select row-3' }));
    await waitFor(() => expect(selection.request()).toEqual({ all: true, except: ['row-3'] }));
    expect(all.indeterminate).toBe(true);
  });

  test('a check box shows what is chosen, after each click', async () => {
    const selection = new Selection();
    const user = userEvent.setup();
    render(TableFixture, { total: 5, selection });
    await waitFor(() => row(1));
    const box = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Select row-1' });
    await user.click(box);
    await waitFor(() => expect(box.checked).toBe(true));
    await user.click(box);
    await waitFor(() => expect(box.checked).toBe(false));
    expect(selection.count(5)).toBe(0);
  });
});

test('a head sorts and says how', async () => {
  const onsort = vi.fn();
  const user = userEvent.setup();
  render(TableFixture, { total: 5, onsort });
  const head = screen.getByRole('columnheader', { name: /Name/ });
  expect(head.getAttribute('aria-sort')).toBe('ascending');
  await user.click(screen.getByRole('button', { name: 'Name' }));
  expect(onsort).toHaveBeenCalledWith({ column: 'name', descending: true });
  expect(head.getAttribute('aria-sort')).toBe('descending');
});
