/** Whether what the window shows is covered: where no passphrase locks the vault. */
class Cover {
  on = $state(false);
}

export const cover = new Cover();
