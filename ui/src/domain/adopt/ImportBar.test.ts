import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import { badTokens } from '../../host/sample-adopt';
import { toaster } from '../../parts/toaster.svelte';
import { imports } from '../../state/imports.svelte';
import { adding } from './adding.svelte';
import { announceImport } from './announce';
import ImportBar from './ImportBar.svelte';

const app = '00000001-0000-4000-8000-000000000000';
let host: SampleHost;

beforeEach(async () => {
  host = new SampleHost({ count: 30 });
  host.nextFile = [
    { hub_id: 71_000_001, refresh_token: 'one' },
    { hub_id: 71_000_002, refresh_token: badTokens.dead },
  ];
  useHost(host);
  imports.reset();
  adding.close();
  toaster.toasts = [];
  imports.onend = announceImport;
  render(ImportBar);
  await imports.start(app);
  return () => imports.stop();
});

test('says how far it is and leads back to the dialog, which takes its place', async () => {
  const user = userEvent.setup();
  host.advanceImport(1);
  await waitFor(() => expect(screen.getByRole('progressbar', { name: 'Import from a CSV file' }).getAttribute('aria-valuetext')).toBe('1 of 2'));
  await user.click(screen.getByRole('button', { name: 'Show progress' }));
  expect(adding.asked).not.toBeNull();
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Import from a CSV file' })).toBeNull());
});

test('says how it ended by a toast, stays with its result, and is dismissed', async () => {
  const user = userEvent.setup();
  host.advanceImport(2);
  expect(await screen.findByText('Added from a CSV file')).toBeTruthy();
  expect(toaster.toasts).toHaveLength(1);
  expect(toaster.toasts[0]).toMatchObject({ tone: 'warn', title: '1 of 2 are added', action: { label: 'Show result' } });
  await user.click(screen.getByRole('button', { name: 'Dismiss' }));
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Import from a CSV file' })).toBeNull());
});

test('is cancelled from here', async () => {
  await userEvent.setup().click(screen.getByRole('button', { name: 'Cancel' }));
  expect(await screen.findByText('2 not tried')).toBeTruthy();
  expect(toaster.toasts[0]).toMatchObject({ title: 'No installation was added' });
});

test('another world’s import is forgotten, and its late events say nothing', async () => {
  imports.reset();
  host.advanceImport(2);
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Import from a CSV file' })).toBeNull());
  expect(imports.view).toBeNull();
  expect(toaster.toasts).toEqual([]);
});
