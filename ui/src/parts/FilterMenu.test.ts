import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import FilterMenu from './FilterMenu.svelte';

const options = [
  { value: 'revoked', label: 'Revoked', count: 2 },
  { value: 'uninstalled', label: 'Uninstalled', count: 1 },
];

test('a filter says what it lets through and is taken away by its cross', async () => {
  const onchange = vi.fn();
  const user = userEvent.setup();
  render(FilterMenu, { label: 'Health', options, chosen: ['revoked', 'uninstalled'], negated: true, onchange });
  expect(screen.getByRole('button', { name: 'Health is not Revoked, Uninstalled' })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Clear the filter Health' }));
  expect(onchange).toHaveBeenCalledWith([], false);
  expect(screen.getByRole('button', { name: 'Health' })).toBeTruthy();
});

test('every tick is applied at once', async () => {
  const onchange = vi.fn();
  const user = userEvent.setup();
  render(FilterMenu, { label: 'Health', options, onchange });
  await user.click(screen.getByRole('button', { name: 'Health' }));
  await user.click(await screen.findByRole('checkbox', { name: 'Revoked', hidden: true }));
  expect(onchange).toHaveBeenLastCalledWith(['revoked'], false);
  await user.click(screen.getByRole('checkbox', { name: 'Uninstalled', hidden: true }));
  expect(onchange).toHaveBeenLastCalledWith(['revoked', 'uninstalled'], false);
  await user.click(screen.getByRole('checkbox', { name: 'Revoked', hidden: true }));
  await waitFor(() => expect(onchange).toHaveBeenLastCalledWith(['uninstalled'], false));
});
