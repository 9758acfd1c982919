/** What is done to set a scene, by command: quicker than by hand, with the same results. */
import { get } from 'node:http';

/** The input of an app as Practice HubSpot has it. */
export function profileOf(app, redirectUrl, more = {}) {
  return {
    name: app.name,
    client_id: app.client_id,
    client_secret: app.client_secret,
    redirect_urls: [redirectUrl],
    required_scopes: app.required_scopes,
    conditionally_required_scopes: app.conditionally_required_scopes,
    optional_scopes: app.optional_scopes,
    environment: 'development',
    ...more,
  };
}

export async function saveApp({ bridge, practice, redirectUrl }, name, more = {}) {
  const { id } = await bridge.call('app_save', { app: profileOf(practice.app(name), redirectUrl, more) });
  return id;
}

/** As a browser's top-level navigation would: without the headers of a fetch. */
export function navigate(url) {
  return new Promise((resolve, reject) => {
    const request = get(url, { timeout: 20_000 }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    request.once('error', reject);
    request.once('timeout', () => request.destroy(new Error('the callback page took over 20 s')));
  });
}

/** Consents as the control lets a user do, and carries the answer to the listener. */
export async function consent({ practice }, authorizeUrl, hubId) {
  const { redirect, refused } = await practice.order('approve', { authorize_url: authorizeUrl, hub_id: hubId });
  if (redirect === undefined) throw new Error(`Practice HubSpot refused: ${JSON.stringify(refused)}`);
  await navigate(redirect);
}

/** Installs an app on an account; the id of the installation. */
export async function install(scene, app, account) {
  const { bridge, practice, redirectUrl } = scene;
  const { hub_id } = practice.account(account);
  const { flow, authorize_url } = await bridge.call('install_start', { app, redirect_url: redirectUrl, hub_id, open_browser: false });
  await ends(scene, flow, () => consent(scene, authorize_url, hub_id));
  const { installation } = await bridge.call('install_status', { flow });
  return installation;
}

/** Runs `act` and waits until the flow is at its end. */
export async function ends({ bridge }, flow, act) {
  const over = (event) => event.flow === flow && ['installation_added', 'install_failed'].includes(event.event);
  const fits = (event) => over(event) || event.event === 'grant_quarantined';
  await bridge.until(fits, act);
}

/** A refresh token that another system has: consent and exchange without this program. */
export async function tokenFromElsewhere({ practice, redirectUrl }, name, account) {
  const app = practice.app(name);
  const query = new URLSearchParams({
    client_id: app.client_id,
    redirect_uri: redirectUrl,
    scope: [...app.required_scopes, ...app.conditionally_required_scopes].join(' '),
    optional_scope: app.optional_scopes.join(' '),
    state: 'elsewhere',
  });
  const { redirect, refused } = await practice.order('approve', { authorize_url: `${practice.pages}/oauth/authorize?${query}`, hub_id: practice.account(account).hub_id });
  if (redirect === undefined) throw new Error(`Practice HubSpot refused: ${JSON.stringify(refused)}`);
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: app.client_id,
    client_secret: app.client_secret,
    redirect_uri: redirectUrl,
    code: new URL(redirect).searchParams.get('code') ?? '',
  });
  const response = await fetch(`${practice.api}/oauth/2026-09/token`, { method: 'POST', body, signal: AbortSignal.timeout(15_000) });
  const { refresh_token } = await response.json();
  if (typeof refresh_token !== 'string') throw new Error(`no token came: HTTP ${response.status}`);
  return refresh_token;
}

/** Refreshes and waits for the end of the batch. */
export async function refresh({ bridge }, ids) {
  let batch;
  await bridge.until(
    (event) => event.event === 'refresh_finished',
    async () => ({ batch } = await bridge.call('installation_refresh', { ids })),
  );
  return batch;
}
