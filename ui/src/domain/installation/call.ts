import type { InstallationView } from '../../bindings/contract';
import { router } from '../../router.svelte';
import { gate } from '../../state/gate.svelte';
import { reauthorize, refreshOne } from './actions';

/** What the way out of a failed test call does; undefined: the hint says it all. */
export function callRemedy(code: string, one: InstallationView): (() => void) | undefined {
  switch (code) {
    case 'AccessTokenRefused':
      return () => void refreshOne(one);
    case 'RefreshRejected':
    case 'ScopeNotGranted':
    case 'TokenGone':
    case 'AccountGone':
      return () => void reauthorize([one]);
    case 'ClientIdRefused':
    case 'ClientSecretMissing':
    case 'ClientSecretRefused':
    case 'ProfileRefused':
    case 'RefreshTokenOfOtherApp':
      return () => router.go({ name: 'app', id: one.app, tab: 'auth' });
    case 'VaultLocked':
    case 'VaultNotSetUp':
      return gate.show;
    default:
      return undefined;
  }
}
