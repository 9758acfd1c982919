import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import type { DoctorCheckView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { setLanguage } from '../../i18n';
import { toaster } from '../../parts/toaster.svelte';
import { router } from '../../router.svelte';
import { session } from '../../state/session.svelte';
import { findEntries } from '../palette/entries';
import { checkFacts } from './doctor';
import Diagnostics from './Diagnostics.svelte';

let host: SampleHost;
const user = userEvent.setup();

beforeEach(async () => {
  host = new SampleHost({ count: 0 });
  useHost(host);
  await session.load();
  // What was found in another test's world is forgotten.
  session.worldRound += 1;
  toaster.toasts = [];
});

async function run(checks?: DoctorCheckView[]) {
  if (checks !== undefined) host.answer('doctor_run', { checks, report: 'Portalkeeper report' });
  render(Diagnostics);
  await user.click(screen.getByRole('button', { name: 'Run the checks' }));
  return screen.findByRole('list', { name: 'Checks' });
}

test('nothing is checked until it is asked for', () => {
  render(Diagnostics);
  expect(screen.queryByRole('list', { name: 'Checks' })).toBeNull();
  expect(host.calls.some(({ name }) => name === 'doctor_run')).toBe(false);
});

test('each check says its name, what it found and what it saw; only what isn’t well says what to do', async () => {
  const rows = within(await run()).getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(rows).toHaveLength(11);
  expect(rows[0]).toContain('The keyring answers.');
  expect(rows[0]).not.toContain('There is nothing to do.');
  expect(rows[3]).toMatch(/^Port 3000.*Port 3000 is busy\..*RedirectPortBusy/);
  expect(rows[3]).toMatch(/Held by.*node/);
  expect(rows[7]).toContain('HubSpot’s calls 2026-03');
  expect(screen.getAllByRole('status')[0]?.textContent).toBe('1 check needs a look.');
});

test('all well is said in one line, and a fact of a newer program keeps its name', async () => {
  await run([{ check: 'clock', finding: { code: 'ClockRight', level: 'pass' }, facts: [{ name: 'moon_phase', value: 'full' }, { name: 'handler', value: '' }] }]);
  expect(screen.getByText('1 check. Nothing to do.')).toBeTruthy();
  expect(screen.getByText('moon_phase')).toBeTruthy();
  expect(screen.queryByText('Opened by'), 'what wasn’t seen isn’t named').toBeNull();
});

test('a finding that is put right in the settings leads there', async () => {
  await run([{ check: 'data_directory', finding: { code: 'BackupMissing', level: 'warn' }, facts: [] }]);
  expect(screen.getByText(/Make one now in Settings\./)).toBeTruthy();
  const stop = router.start();
  await user.click(screen.getByRole('button', { name: 'Open Settings' }));
  await waitFor(() => expect(window.location.hash).toBe('#/settings/data'));
  stop();
});

test('the report says what isn’t in it; it is read, copied and saved', async () => {
  await run();
  expect(screen.getByText(/It holds no secret, no names and no e-mail addresses\./)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Read the report' }));
  expect(screen.getByRole('region', { name: 'Text of the report' }).textContent).toMatch(/^Portalkeeper report/);
  await user.click(screen.getByRole('button', { name: 'Copy report' }));
  await waitFor(() => expect(toaster.toasts.at(-1)?.title).toBe('Report copied'));
  await user.click(screen.getByRole('button', { name: 'Save report…' }));
  expect(await screen.findByText('/home/maya/portalkeeper-report.txt')).toBeTruthy();
});

test('what was seen is told in the language of the window', async () => {
  setLanguage('de');
  const facts = [['direction', 'ahead'], ['proxy_from', 'system'], ['more_certificates', 'none'], ['free_mb', '48210'], ['newest_backup', '2026-11-23T10:31:00Z'], ['holder', 'node'], ['port', '3000']];
  const check: DoctorCheckView = { check: 'clock', finding: { code: 'ClockRight', level: 'pass' }, facts: facts.map(([name = '', value = '']) => ({ name, value })) };
  const values = checkFacts(check).map(({ value }) => value);
  setLanguage('en');
  expect(values.slice(0, 4)).toEqual(['dieser Computer geht vor', 'den Einstellungen dieses Computers', 'keine', '48.210']);
  expect(values[4]).toMatch(/^23\. Nov/);
  expect(values.slice(5), 'names and ports stay').toEqual(['node', '3000']);
});

test('no place chosen says nothing; what fails is said', async () => {
  await run();
  host.answer('doctor_save', { path: null });
  await user.click(screen.getByRole('button', { name: 'Save report…' }));
  expect(screen.queryByText(/Saved as/)).toBeNull();
  host.refuse('doctor_copy', { code: 'ClipboardUnavailable' });
  await user.click(screen.getByRole('button', { name: 'Copy report' }));
  expect(await screen.findByRole('alert')).toBeTruthy();
  expect(toaster.toasts).toEqual([]);
});

test('checks that couldn’t be run are said, and what was found before stays', async () => {
  await run();
  host.refuse('doctor_run', { code: 'Internal' });
  await user.click(screen.getByRole('button', { name: 'Run them again' }));
  expect(await screen.findByRole('alert')).toBeTruthy();
  expect(screen.getByRole('list', { name: 'Checks' })).toBeTruthy();
});

test('in another world the former findings aren’t shown', async () => {
  await run();
  session.worldRound += 1;
  await waitFor(() => expect(screen.queryByRole('list', { name: 'Checks' })).toBeNull());
  expect(screen.getByRole('button', { name: 'Run the checks' })).toBeTruthy();
});

test('the palette begins the checks where they are shown', async () => {
  const entry = (await findEntries('doctor', [])).find(({ id }) => id === 'doctor');
  expect(entry?.label).toBe('Run the doctor');
  entry?.run();
  await waitFor(() => expect(host.calls.some(({ name }) => name === 'doctor_run')).toBe(true));
  expect(window.location.hash).toBe('#/settings/diagnostics');
});
