import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import WriteOnly from './WriteOnly.svelte';

test('a secret that is set can be replaced, and what was typed is dropped on Cancel', async () => {
  const user = userEvent.setup();
  render(WriteOnly, { setOn: '2 Nov' });
  expect(screen.getByDisplayValue('Set 2 Nov, can’t be shown').hasAttribute('readonly')).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Replace…' }));
  const input = document.querySelector<HTMLInputElement>('input[type="password"]');
  expect(input, 'what is typed is hidden').not.toBeNull();
  await user.type(input as HTMLInputElement, 'new secret');
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  await user.click(screen.getByRole('button', { name: 'Replace…' }));
  expect(document.querySelector<HTMLInputElement>('input[type="password"]')?.value).toBe('');
});
