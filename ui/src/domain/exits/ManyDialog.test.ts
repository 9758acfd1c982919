import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import type { InstallationView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { exits } from './exits.svelte';
import ManyDialog from './ManyDialog.svelte';

let host: SampleHost;

beforeEach(() => {
  host = new SampleHost({ count: 60 });
  useHost(host);
  exits.many = null;
});

const production = (row: InstallationView) => row.environment === 'production' && row.health === 'healthy';
const staging = (row: InstallationView) => row.environment === 'staging' && row.health === 'healthy';

function take(match: (row: InstallationView) => boolean, count: number): InstallationView[] {
  const rows = host.world.installations.filter(match).slice(0, count);
  if (rows.length < count) throw new Error('the sample has too few of them');
  return rows;
}

async function ask(kind: 'revoke' | 'forget', rows: InstallationView[]) {
  render(ManyDialog);
  exits.askMany(kind, () => Promise.resolve(rows), () => undefined);
  await screen.findByRole('dialog');
  return userEvent.setup();
}

function revoked() {
  return host.calls.filter(({ name }) => name === 'installation_revoke').map(({ args }) => args);
}

test('production is left out of a revoke, counted, and the others go', async () => {
  const [mine] = take(staging, 1);
  const user = await ask('revoke', [...take(production, 2), mine as InstallationView]);
  expect(await screen.findByText(/^2 are left out: their apps are marked production\./)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Revoke 1 token' }));
  await waitFor(() => expect(revoked()).toEqual([{ id: mine?.id }]));
});

test('with production only the button can’t be pressed, and says why beside it', async () => {
  const user = await ask('revoke', take(production, 3));
  const button = await screen.findByRole('button', { name: 'Revoke 3 tokens', description: 'All are marked production: those are revoked one by one.' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  await user.click(button);
  expect(revoked()).toEqual([]);
});

test('without any token it says so', async () => {
  await ask('revoke', take(({ health }) => health === 'needs_reauthorization', 2));
  expect(await screen.findByRole('button', { name: 'Revoke 2 tokens', description: 'None has a token that could be revoked.' })).toBeTruthy();
});

test('production can be forgotten with the others: that can be undone', async () => {
  const user = await ask('forget', take(production, 2));
  await user.click(await screen.findByRole('button', { name: 'Forget 2 installations' }));
  await waitFor(() => expect(host.calls.filter(({ name }) => name === 'installation_forget')).toHaveLength(2));
});
