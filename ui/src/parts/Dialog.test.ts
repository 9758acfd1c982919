import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import DialogFixture from './fixtures/DialogFixture.svelte';

async function openDialog(props: { canClose?: () => boolean; onclose?: () => void } = {}) {
  const user = userEvent.setup();
  render(DialogFixture, props);
  const opener = screen.getByRole('button', { name: 'Open it' });
  opener.focus();
  await user.keyboard('{Enter}');
  const dialog = await screen.findByRole('dialog', { name: 'Take it off' });
  return { user, opener, dialog };
}

test('the focus goes into the dialog, stays there, and comes back', async () => {
  const { user, opener, dialog } = await openDialog();
  await waitFor(() => expect(dialog.contains(document.activeElement), 'the focus is inside').toBe(true));
  for (let press = 0; press < 6; press++) {
    await user.tab();
    expect(dialog.contains(document.activeElement), `after ${press + 1} tabs it is still inside`).toBe(true);
  }
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(opener));
});

test('it is modal and says so', async () => {
  const { dialog } = await openDialog();
  expect(dialog.getAttribute('aria-modal')).toBe('true');
});

test('it stays open while work is under way', async () => {
  const onclose = vi.fn();
  const { user } = await openDialog({ canClose: () => false, onclose });
  await user.keyboard('{Escape}');
  expect(screen.queryByRole('dialog')).not.toBeNull();
  expect(onclose).not.toHaveBeenCalled();
});

test('closing is told once', async () => {
  const onclose = vi.fn();
  const { user } = await openDialog({ onclose });
  await user.keyboard('{Escape}');
  await waitFor(() => expect(onclose).toHaveBeenCalledTimes(1));
});
