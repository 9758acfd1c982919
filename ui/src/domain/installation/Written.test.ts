import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import Written from './Written.svelte';

let host: SampleHost;

beforeEach(() => {
  host = new SampleHost({ count: 30 });
  useHost(host);
});

function written() {
  return host.calls.filter(({ name }) => name === 'installation_annotate').map(({ args }) => args);
}

function show() {
  const one = structuredClone(host.one('00000002-0000-4000-8000-000000000020'));
  render(Written, { one });
  return { one, user: userEvent.setup() };
}

test('a second change does not undo the first, though the page was not read again in between', async () => {
  const { one, user } = show();
  await user.click(screen.getByRole('button', { name: 'Edit Notes and tags' }));
  await user.type(screen.getByRole('textbox', { name: 'Notes' }), 'Ask Priya first');
  await user.type(screen.getByRole('textbox', { name: 'Tags' }), 'pilot, v2, pilot,');
  await user.click(screen.getByRole('button', { name: 'Save notes' }));
  await user.click(await screen.findByRole('radio', { name: 'Off' }));
  await waitFor(() => expect(written()).toHaveLength(2));
  expect(written()[0]).toEqual({ id: one.id, notes: 'Ask Priya first', tags: ['pilot', 'v2'], keep_alive: 'daily' });
  expect(written()[1]).toEqual({ id: one.id, notes: 'Ask Priya first', tags: ['pilot', 'v2'], keep_alive: 'off' });
});

test('a failed save keeps what was typed, and says why', async () => {
  host.refuse('installation_annotate', { code: 'DiskFull' });
  const { user } = show();
  await user.click(screen.getByRole('button', { name: 'Edit Notes and tags' }));
  await user.type(screen.getByRole('textbox', { name: 'Notes' }), 'kept');
  await user.click(screen.getByRole('button', { name: 'Save notes' }));
  await screen.findByRole('alert');
  expect((screen.getByRole('textbox', { name: 'Notes' }) as HTMLTextAreaElement).value).toBe('kept');
});

test('Escape leaves the form, and the focus goes back to Edit', async () => {
  const { user } = show();
  await user.click(screen.getByRole('button', { name: 'Edit Notes and tags' }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Notes' })));
  await user.keyboard('{Escape}');
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Edit Notes and tags' })));
});
