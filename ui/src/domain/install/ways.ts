/** The ways out of what preflight found: each is one click. */
import { call, toProblem } from '../../api';
import type { Finding, FlowId } from '../../bindings/contract';
import { explain } from '../../catalogue';
import { rich, t, type Run } from '../../i18n';
import type { IconName } from '../../parts/icons';
import { router } from '../../router.svelte';
import type { InstallForm } from '../../state/install-form.svelte';
import { emptyDraft } from '../../state/app-form.svelte';
import { asked } from '../../state/asked.svelte';
import { anotherPort, onPort } from '../app/fixes';
import { fieldName, focusFieldSoon, tabFor } from '../app/places';
import { otherPorts } from './ports';

/** A button below a finding: it does something, or copies what is needed elsewhere. */
export type Way = { label: string; icon?: IconName; onclick: () => void } | { label: string; copies: string; note: Run[] };

/** The field of the app's form where a finding is put right that doesn't name it. */
const fields: Partial<Record<Finding['code'], string>> = {
  ClientIdMissing: 'client_id',
  ClientIdShape: 'client_id',
  ClientSecretMissing: 'client_secret',
  AppFaultOpen: 'client_secret',
  AuthorizeHostRegion: 'authorize_host',
  ScopesMissing: 'required_scopes',
  ScopeOauthMissing: 'required_scopes',
  RedirectUrlMissing: 'redirect_urls',
  RedirectUrlNotRegistered: 'redirect_urls',
  RedirectUrlShape: 'redirect_urls',
  RedirectUrlSchemeMissing: 'redirect_urls',
  RedirectUrlUnseen: 'redirect_urls',
  RedirectUrlBackslash: 'redirect_urls',
  RedirectUrlAnswerInQuery: 'redirect_urls',
  RedirectUrlScheme: 'redirect_urls',
  RedirectUrlIpAddress: 'redirect_urls',
  RedirectUrlHost: 'redirect_urls',
  RedirectUrlExtras: 'redirect_urls',
};

/** Where the catalogue's action is what opening the field does. */
const leading: ReadonlySet<Finding['code']> = new Set(['ClientSecretMissing', 'AppFaultOpen', 'AuthorizeHostRegion', 'RedirectUrlNotRegistered']);

/** The ways out of `finding`; `follow` shows a flow. */
export function waysOut(finding: Finding, form: InstallForm, follow: (flow: FlowId) => void): Way[] {
  switch (finding.code) {
    case 'RedirectPortBusy':
      return form.byPaste ? [] : [checkAgain(finding, form), ...others(form), registering(form), pasting(form)];
    case 'RedirectPortMissing':
    case 'RedirectPortEighty':
    case 'RedirectPortPrivileged':
    case 'RedirectListenerFailed':
      return [...others(form), pasting(form)];
    case 'PasteOnly':
      return [{ label: t('install.listen'), onclick: () => form.paste(false) }];
    case 'FlowOnSameRedirectUrl':
      return sharing(finding, form, follow);
    case 'RedirectUrlNeedsRelay':
      return [...others(form), ...inField(finding, form, fieldOfUrl(form))];
    case 'AuthorizeHostUnusual':
      return puttingRight(finding, form, () => form.putRight({ authorize_host: emptyDraft.authorize_host }));
    case 'ApiVersionDiagnostic':
    case 'ApiVersionEnds':
      return puttingRight(finding, form, () => form.putRight({ api_version: emptyDraft.api_version }));
    case 'AccountCannotHost':
      return [{ label: explain(finding).action ?? t('accounts.how_test_account'), onclick: () => asked.ask('test_account') }];
    case 'InstallLimitNear':
    case 'InstallLimitReached':
      return [installed(form), ...inField(finding, form, 'distribution')];
    default:
      return inField(finding, form, finding.field ?? fields[finding.code]);
  }
}

/** Does what the catalogue's action says. */
function puttingRight(finding: Finding, form: InstallForm, work: () => Promise<unknown>): Way[] {
  const label = explain(finding).action ?? t('apps.check_again');
  return [{ label, onclick: () => void work().catch((thrown) => (form.problem = toProblem(thrown))) }];
}

/** Where the app is installed: one of them may not be needed any more. */
function installed(form: InstallForm): Way {
  return { label: t('install.show_installations'), onclick: () => router.go({ name: 'installations' }, { app: form.app ?? '' }) };
}

function fieldOfUrl(form: InstallForm): string {
  const at = form.chosenApp?.redirect_urls.indexOf(form.redirectUrl) ?? -1;
  return at < 0 ? 'redirect_urls' : `redirect_urls.${at}`;
}

function checkAgain(finding: Finding, form: InstallForm): Way {
  return { label: explain(finding).action ?? t('apps.check_again'), icon: 'arrows-clockwise', onclick: () => void form.preflight() };
}

function others(form: InstallForm): Way[] {
  return otherPorts(form.chosenApp?.redirect_urls ?? [], form.redirectUrl).map(({ url, port }) => ({
    label: t('install.use_port', { port: String(port) }),
    onclick: () => form.chooseUrl(url),
  }));
}

/** A port that no redirect URL of the app has yet. Only HubSpot can add it, so it is copied. */
function registering(form: InstallForm): Way {
  const copies = onPort(form.redirectUrl, anotherPort(form.chosenApp?.redirect_urls ?? []));
  return { label: t('install.copy_url'), copies, note: rich('install.copy_url_note', { redirect_url: copies }) };
}

function pasting(form: InstallForm): Way {
  return { label: t('install.paste_instead'), icon: 'clipboard-text', onclick: () => form.paste(true) };
}

function sharing(finding: Finding, form: InstallForm, follow: (flow: FlowId) => void): Way[] {
  const flow = finding.args?.['flow'];
  if (typeof flow !== 'string') return [];
  return [
    { label: explain(finding).action ?? t('common.show'), onclick: () => follow(flow) },
    { label: t('install.cancel_other'), onclick: () => void cancelOther(flow, form) },
  ];
}

/** One that ended a moment ago can't be cancelled; preflight says what holds the port now. */
async function cancelOther(flow: FlowId, form: InstallForm): Promise<void> {
  await call('install_cancel', { flow }).catch(() => undefined);
  await form.preflight();
}

/** Leads to the field of the app's form; none means that nothing there helps. */
function inField(finding: Finding, form: InstallForm, field: string | undefined): Way[] {
  const id = form.app;
  if (id === undefined || field === undefined) return [];
  const action = leading.has(finding.code) ? explain(finding).action : undefined;
  const open = () => {
    router.go({ name: 'app', id, tab: tabFor(field) });
    void focusFieldSoon(field);
  };
  return [{ label: action ?? t('install.open_field', { field: fieldName(field) }), onclick: open }];
}
