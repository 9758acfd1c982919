import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import { apps } from '../../state/apps.svelte';
import { gate } from '../../state/gate.svelte';
import { installations } from '../../state/installations.svelte';
import { session } from '../../state/session.svelte';
import { router } from '../../router.svelte';
import Banners from '../frame/Banners.svelte';
import { installationMenu } from '../installation/menu';
import { findEntries } from '../palette/entries';
import Installations from '../../views/Installations.svelte';

const why = 'The vault is locked: nothing can be changed until you unlock it.';
let host: SampleHost;

beforeEach(async () => {
  host = new SampleHost({ count: 30 });
  host.session = { ...host.session, vault: { ...host.session.vault, state: 'locked', slots: ['passphrase'] } };
  useHost(host);
  installations.reset();
  await Promise.all([session.load(), apps.load()]);
  return () => {
    installations.stop();
    session.stop();
    apps.stop();
  };
});

test('rows show what was last known, and one banner says that the vault is locked', async () => {
  router.replace({ name: 'installations' });
  render(Banners);
  render(Installations);
  await waitFor(() => expect(installations.snapshot).not.toBeNull());
  expect((await screen.findAllByText('Healthy')).length).toBeGreaterThan(0);
  expect(screen.getAllByText('The vault is locked.')).toHaveLength(1);
  await userEvent.setup().click(screen.getByRole('button', { name: 'Unlock…' }));
  expect(gate.shown).toBe(true);
  expect(screen.queryAllByRole('button', { name: /^(Install|Refresh|Reauthorize|Decide)/ })).toEqual([]);
});

test('the menu of a row says why nothing is offered', () => {
  const healthy = host.world.installations.find(({ health }) => health === 'healthy')!;
  const labels = installationMenu(healthy, 'row').flatMap((item) => (item === 'rule' ? [] : 'note' in item ? [item.note] : [item.label]));
  expect(labels).toEqual(['Open', 'Open account', 'Connected Apps', 'Show this account’s installations', why]);
});

test('the palette unlocks, looks and quits, and lets nothing out', async () => {
  const ids = (await findEntries('', [])).map(({ id }) => id);
  expect(ids).toContain('unlock');
  for (const id of ['export-installations', 'status-share', 'status-open', 'doctor-save', 'doctor-copy', 'view-save', 'backup', 'refresh-all', 'set-daily_proof-off', 'set-view_only-on']) expect(ids).not.toContain(id);
  expect(ids).toContain('set-theme-dark');
});
