import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { useHost } from '../../api';
import type { SlotKindView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { router } from '../../router.svelte';
import { leak } from '../../state/leak.svelte';
import { session } from '../../state/session.svelte';
import Settings from '../../views/Settings.svelte';

const user = userEvent.setup();
const strong = 'seven green otters sing';

async function open(slots: SlotKindView[]) {
  const host = new SampleHost({ count: 0 });
  host.session = { ...host.session, vault: { ...host.session.vault, slots, recovery: slots.includes('recovery') } };
  useHost(host);
  await session.load();
  render(Settings, { section: 'vault' });
  const args = (command: string) => host.calls.filter(({ name }) => name === command).at(-1)?.args;
  return { host, args };
}

async function ask(button: string) {
  await user.click(screen.getByRole('button', { name: button }));
  const dialog = within(await screen.findByRole('dialog'));
  const choose = async (text: string) => {
    await user.type(dialog.getByLabelText('New passphrase'), text);
    await user.type(dialog.getByLabelText('The same again'), text);
  };
  const button_ = (name: string) => dialog.getByRole<HTMLButtonElement>('button', { name });
  return { dialog, choose, button: button_ };
}

test('the present passphrase is asked for before another takes its place', async () => {
  const { args } = await open(['passphrase']);
  const { dialog, choose, button } = await ask('Change…');
  await choose(strong);
  await waitFor(() => expect(args('vault_judge_passphrase')).toEqual({ passphrase: strong }));
  await dialog.findByText('Hard to guess.');
  expect(button('Set passphrase').disabled, 'an open window alone is not enough').toBe(true);
  await user.type(dialog.getByLabelText('Present passphrase'), 'as it is');
  await user.click(button('Set passphrase'));
  await waitFor(() => expect(args('vault_add_passphrase')).toEqual({ present: { passphrase: 'as it is' }, passphrase: strong }));
});

test('a wrong one is said in the dialog, which stays', async () => {
  const { host } = await open(['passphrase']);
  host.refuse('vault_add_passphrase', { code: 'PassphraseWrong', retry_after: 4 });
  const { dialog, choose, button } = await ask('Change…');
  await choose(strong);
  await user.type(dialog.getByLabelText('Present passphrase'), 'as it was');
  await waitFor(() => expect(button('Set passphrase').disabled).toBe(false));
  await user.click(button('Set passphrase'));
  expect((await dialog.findByRole('alert')).textContent).toContain('Wrong passphrase');
});

test('whoever forgot it goes by the keyring, or by the recovery code', async () => {
  const { args } = await open(['keyring', 'passphrase', 'recovery']);
  const { dialog, choose, button } = await ask('Change…');
  await choose(strong);
  await user.click(dialog.getByRole('radio', { name: /^By the recovery code/ }));
  await user.type(dialog.getByLabelText('Recovery code'), 'abcd');
  await user.click(dialog.getByRole('radio', { name: /^By the keyring/ }));
  await waitFor(() => expect(button('Set passphrase').disabled).toBe(false));
  await user.click(button('Set passphrase'));
  await waitFor(() => expect(args('vault_add_passphrase')).toEqual({ present: {}, passphrase: strong }));
});

test('a weak one is not offered, and what would help is said', async () => {
  await open(['keyring']);
  const { dialog, choose, button } = await ask('Set passphrase…');
  await choose('sunflower');
  expect(await dialog.findByText(/Add three more that have nothing to do with it/)).toBeTruthy();
  expect(button('Set passphrase').disabled).toBe(true);
});

test('after a leak the key is replaced, and what lives on is said and shown', async () => {
  const { host, args } = await open(['passphrase']);
  const { dialog, choose, button } = await ask('Change…');
  await user.click(dialog.getByRole('radio', { name: /^It leaked/ }));
  for (const told of ['sealed with a new key', 'new recovery code', 'Older backups', 'Nothing changes at HubSpot']) {
    expect(screen.getByRole('dialog').textContent).toContain(told);
  }
  await choose(strong);
  await user.type(dialog.getByLabelText('Present passphrase'), 'as it is');
  await waitFor(() => expect(button('Replace the key').disabled).toBe(false));
  host.answer('vault_renew_key', { path: null });
  await user.click(button('Replace the key'));
  await waitFor(() => expect(args('vault_renew_key')).toEqual({ present: { passphrase: 'as it is' }, passphrase: strong }));
  await waitFor(() => expect(button('Replace the key').disabled, 'no place was chosen: the question stays').toBe(false));
  host.answer('vault_renew_key', { path: '/home/maya/code.html' });
  await user.click(button('Replace the key'));
  await dialog.findByText(/until their installation is reauthorized or revoked/);
  expect(screen.getByRole('dialog').textContent).toContain('/home/maya/code.html');
  await user.click(button('Choose all installations'));
  expect(leak.due).toBe(true);
  expect(router.route.name).toBe('installations');
  leak.due = false;
});

test('what leaked of a vault without a passphrase needs none', async () => {
  const { args } = await open(['keyring']);
  const { dialog, button } = await ask('Replace the key…');
  expect(dialog.queryByLabelText('New passphrase')).toBeNull();
  await waitFor(() => expect(button('Replace the key').disabled).toBe(false));
  await user.click(button('Replace the key'));
  await waitFor(() => expect(args('vault_renew_key')).toEqual({ present: {} }));
});
