import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import Button from './Button.svelte';

const children = createRawSnippet(() => ({ render: () => '<span>Lock now</span>' }));

test('a button that says why can be reached but not pressed', async () => {
  const onclick = vi.fn();
  const user = userEvent.setup();
  render(Button, { why: 'Set a passphrase first.', onclick, children });
  const button = screen.getByRole('button', { name: 'Lock now' });
  await user.tab();
  expect(document.activeElement).toBe(button);
  await user.click(button);
  await user.keyboard('{Enter}');
  expect(onclick).not.toHaveBeenCalled();
  expect(document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Set a passphrase first.');
});

test('a busy button says so and is not pressed twice', async () => {
  const onclick = vi.fn();
  render(Button, { busy: 'Saving…', onclick, children });
  const button = screen.getByRole('button', { name: 'Saving…' });
  await userEvent.setup().click(button);
  expect(button.getAttribute('aria-busy')).toBe('true');
  expect(onclick).not.toHaveBeenCalled();
});

test('an ordinary one is pressed', async () => {
  const onclick = vi.fn();
  render(Button, { onclick, children });
  await userEvent.setup().click(screen.getByRole('button'));
  expect(onclick).toHaveBeenCalledOnce();
});
