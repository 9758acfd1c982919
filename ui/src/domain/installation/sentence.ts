import type { InstallationView } from '../../bindings/contract';
import { explainBriefly } from '../../catalogue';
import { formatTimeline } from '../../format';
import { t } from '../../i18n';

/** Cause, what is safe, the action: what the health of this installation means for a person. */
export function healthSentence(one: InstallationView, now: number): string {
  const cause = one.code === null ? undefined : explainBriefly({ code: one.code });
  switch (one.health) {
    case 'healthy':
      return t('installation.health_healthy', { time: one.proven_at === null ? '' : formatTimeline(one.proven_at, now) });
    case 'unproven':
      return t(one.proven_at === null ? 'installation.health_unproven_never' : 'installation.health_unproven');
    case 'scopes_behind':
      return t('installation.health_scopes_behind', { count: one.scopes_wanted - one.scopes_granted });
    case 'secret_unavailable':
      return t('installation.health_secret_unavailable');
    case 'quarantined':
      if (one.code === 'GrantUnconfirmed') return t('installation.health_quarantined_unconfirmed');
      return t(one.code === 'AppMismatch' ? 'installation.health_quarantined_app' : 'installation.health_quarantined_account');
    case 'retrying':
    case 'needs_reauthorization':
    case 'app_problem':
      return cause === undefined ? t(`installation.health_${one.health}_plain`) : t(`installation.health_${one.health}`, { cause });
    case 'token_unreadable':
      return t(one.kind === 'grant' ? 'installation.health_token_unreadable_grant' : 'installation.health_token_unreadable');
    case 'held':
    case 'revoked':
    case 'uninstalled':
      return t(`installation.health_${one.health}`);
  }
}
