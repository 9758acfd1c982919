/** The way out of what was explained: one button each. */
import { call } from '../../api';
import type { AppId, Code, Explanation, FlowView } from '../../bindings/contract';
import { t } from '../../i18n';
import type { IconName } from '../../parts/icons';
import { router } from '../../router.svelte';
import { isRunning } from '../../state/flows.svelte';
import { fieldName, focusFieldSoon, tabFor } from '../app/places';

/** What the page was opened for. */
export interface Subject {
  /** The flow that waits. */
  flow?: FlowView | undefined;
  app?: AppId | undefined;
  redirectUrl?: string | undefined;
  hubId?: number | undefined;
}

export interface WayOut {
  label: string;
  icon?: IconName;
  /** Whether it leaves for another page. */
  leaves: boolean;
  run: () => Promise<void>;
}

/** The field of the app's form that a cause is about. */
const fields: Partial<Record<Code, string>> = {
  PageRedirectMismatch: 'redirect_urls',
  RedirectUrlMismatch: 'redirect_urls',
  PageClientIdUnknown: 'client_id',
  ClientIdRefused: 'client_id',
  RefreshTokenOfOtherApp: 'client_id',
  ProfileRefused: 'client_id',
  ClientSecretRefused: 'client_secret',
  PageRegionWrong: 'authorize_host',
  CodeVerifierRefused: 'pkce',
  PageAccountLacksTier: 'required_scopes',
  PageScopesInsufficient: 'required_scopes',
  PageScopeUnknown: 'required_scopes',
  PageScopeMisplaced: 'required_scopes',
  PageContactsScopeDeprecated: 'required_scopes',
};

/** None where nothing is to be done here: the message is what helps, or time. */
export function wayOut({ code, fix }: Explanation, subject: Subject): WayOut | undefined {
  switch (fix) {
    case 'open_corrected_link':
    case 'register_redirect_url':
    case 'edit_scopes':
    case 'edit_auth_settings':
      return inApp(subject, fields[code] ?? (fix === 'edit_scopes' ? 'required_scopes' : 'client_id'));
    case 'open_link_again':
      return openAgain(subject) ?? startAgain(subject);
    case 'choose_account':
      return { ...startAgain({ ...subject, hubId: undefined }), label: t('decoder.choose_account'), icon: 'user-switch' };
    case 'start_again':
    case 'sign_policy':
      return startAgain(subject);
    case 'free_installations':
    case 'reauthorize':
    case 'refresh':
      return installed(subject);
    case 'ask_admin':
    case 'wait':
      return undefined;
  }
}

function inApp({ app }: Subject, field: string): WayOut {
  if (app === undefined) return { label: t('palette.go_apps'), leaves: true, run: async () => router.go({ name: 'apps' }) };
  const run = async () => {
    router.go({ name: 'app', id: app, tab: tabFor(field) });
    void focusFieldSoon(field);
  };
  return { label: t('install.open_field', { field: fieldName(field) }), leaves: true, run };
}

function openAgain({ flow }: Subject): WayOut | undefined {
  if (flow?.state !== 'waiting') return undefined;
  return { label: t('install.open_again'), icon: 'arrow-square-out', leaves: false, run: async () => void (await call('install_open_browser', { flow: flow.flow })) };
}

/** A waiting flow would hold its port against the next one. */
function startAgain({ flow, app, redirectUrl, hubId }: Subject): WayOut {
  const run = async () => {
    if (flow !== undefined && isRunning(flow)) await call('install_cancel', { flow: flow.flow });
    router.go(
      { name: 'install' },
      { ...(app && { app }), ...(hubId && { hub_id: String(hubId) }), ...(redirectUrl && { redirect_url: redirectUrl }) },
    );
  };
  return { label: t('decoder.start_again'), icon: 'arrow-clockwise', leaves: true, run };
}

function installed({ app, hubId }: Subject): WayOut {
  const run = async () => router.go({ name: 'installations' }, { ...(app && { app }), ...(hubId && { hub: String(hubId) }) });
  return { label: t('decoder.show_installations'), icon: 'list-dashes', leaves: true, run };
}
