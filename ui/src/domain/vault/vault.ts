import { call } from '../../api';
import type { SlotKindView, VaultView } from '../../bindings/contract';
import { rich, t } from '../../i18n';
import { toaster } from '../../parts/toaster.svelte';
import { session } from '../../state/session.svelte';

/** Where the key is, in words: the first way that opens it by itself counts. */
export function whereKeyRests(vault: VaultView): string {
  if (vault.slots.includes('keyring')) return t('vault.rests_keyring');
  if (vault.slots.includes('passphrase')) return t('vault.rests_passphrase');
  if (vault.slots.includes('memory')) return t('vault.rests_memory');
  return vault.keyring_available ? t('vault.will_rest_keyring') : t('vault.rests_nowhere');
}

/** Whether a person must choose where the key rests before anything can be sealed. */
export function needsChoice(vault: VaultView): boolean {
  return vault.state === 'not_set_up' && !vault.keyring_available;
}

/** Puts the key into the keyring if it rests nowhere yet and a keyring answers: the default. */
export async function prepareVault(): Promise<void> {
  const { vault } = session;
  if (vault?.state !== 'not_set_up' || !vault.keyring_available) return;
  session.setVault(await call('vault_set_up', { slot: 'keyring' }));
}

/** Says where the page with the recovery code is, and what to do with it. It stays until it is read. */
export function announceRecovery(path: string): void {
  const text = rich('vault.recovery_written', { path }).map((run) => run.text);
  toaster.show({ title: t('settings.recovery'), text: text.join(''), stays: true });
}

/** Says where the vault is that was started over from. It stays until it is read. */
export function announceAside(path: string): void {
  toaster.show({ title: t('vault.afresh_done'), text: t('vault.afresh_done_text', { path }), stays: true });
}

/** Where a key can rest first: a recovery code is made for one that rests somewhere already. */
export type FirstSlot = Exclude<SlotKindView, 'recovery'>;

/** A passphrase has this many characters or more. */
export const PASSPHRASE_MINIMUM = 8;
/** And so many at the most: judging it takes time. */
export const PASSPHRASE_LONGEST = 256;
