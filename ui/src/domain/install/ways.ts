/** The ways out of what preflight found: each is one click. */
import { call } from '../../api';
import type { Finding, FlowId } from '../../bindings/contract';
import { explain } from '../../catalogue';
import { rich, t, type Run } from '../../i18n';
import type { IconName } from '../../parts/icons';
import { router, type AppTab } from '../../router.svelte';
import type { InstallForm } from '../../state/install-form.svelte';
import { anotherPort, onPort } from '../app/fixes';
import { otherPorts } from './ports';

/** A button below a finding: it does something, or copies what is needed elsewhere. */
export type Way = { label: string; icon?: IconName; onclick: () => void } | { label: string; copies: string; note: Run[] };

/** Where in the app's profile a finding is put right. */
const tabs: Partial<Record<Finding['code'], AppTab>> = {
  ClientSecretMissing: 'auth',
  AppFaultOpen: 'auth',
  RedirectUrlNotRegistered: 'redirects',
  RedirectUrlMissing: 'redirects',
};

/** The ways out of `finding`; `follow` shows a flow. */
export function waysOut(finding: Finding, form: InstallForm, follow: (flow: FlowId) => void): Way[] {
  switch (finding.code) {
    case 'RedirectPortBusy':
      return form.byPaste ? [] : [checkAgain(finding, form), ...others(form), registering(form), pasting(form)];
    case 'RedirectPortMissing':
    case 'RedirectPortPrivileged':
    case 'RedirectListenerFailed':
      return [...others(form), pasting(form)];
    case 'PasteOnly':
      return [{ label: t('install.listen'), onclick: () => form.paste(false) }];
    case 'FlowOnSameRedirectUrl':
      return sharing(finding, form, follow);
    default:
      return inProfile(finding, form);
  }
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

function inProfile(finding: Finding, form: InstallForm): Way[] {
  const id = form.app ?? '';
  const tab = tabs[finding.code];
  if (tab !== undefined) return [{ label: explain(finding).action ?? t('install.open_app'), onclick: () => router.go({ name: 'app', id, tab }) }];
  if (!finding.code.startsWith('Scope') || finding.level === 'info') return [];
  return [{ label: t('common.show'), onclick: () => router.go({ name: 'app', id, tab: 'scopes' }) }];
}
