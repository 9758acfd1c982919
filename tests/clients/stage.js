/** What a test of the library stands on: Practice HubSpot, an app, and a customer who consents. */
import assert from 'node:assert/strict';
import { Client } from '@hubspot/api-client';
import { practice } from '../e2e/harness/build.js';
import { Program } from '../e2e/harness/program.js';

export const VERSION = '2026-09';

export class Stage {
  #program;

  /** Starts Practice HubSpot, always with the same apps and accounts. */
  static async set() {
    const stage = new Stage();
    stage.#program = await Program.start(practice, ['--seed', '7', '--apps', '2', '--accounts', '3']);
    const { api, pages, apps, accounts } = stage.#program.said;
    const account = accounts.find((one) => one.type === 'STANDARD');
    return Object.assign(stage, { api, pages, app: apps[0], otherApp: apps[1], account });
  }

  strike() {
    return this.#program.stop();
  }

  /** Orders something from Practice HubSpot's control, or asks it. */
  async control(order, body) {
    const post = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    const request = { ...(body && post), signal: AbortSignal.timeout(15_000) };
    const response = await fetch(`${this.#program.said.control}/${order}`, request);
    assert.ok(response.ok, `${order}: ${response.status}`);
    return response.json();
  }

  /** Moves Practice HubSpot's clock to a moment. */
  async clockTo(moment) {
    const { now } = await this.control('clock', { advance_s: 0 });
    await this.control('clock', { advance_s: Math.round((Date.parse(moment) - Date.parse(now)) / 1000) });
  }

  /** How the calls to a path were answered, the oldest first. */
  async statuses(path) {
    const log = await this.control('log');
    return log.filter((call) => call.path === path).map((call) => call.status);
  }

  /** The library, made to speak to Practice HubSpot by its own option. */
  client(more = {}) {
    return new Client({ basePath: this.api, ...more });
  }

  get redirectUrl() {
    return this.app.redirect_urls[0];
  }

  /** Where the library sends a customer's browser; only the host is another one. */
  authorizeUrl(scopes = this.app.required_scopes, ...more) {
    const { oauth } = this.client();
    const built = oauth.getAuthorizationUrl(this.app.client_id, this.redirectUrl, scopes.join(' '), ...more);
    const { origin, pathname, search } = new URL(built);
    assert.equal(origin, 'https://app.hubspot.com');
    return this.pages + pathname + search;
  }

  /** What comes of it when the customer consents. */
  consent(url = this.authorizeUrl()) {
    return this.control('approve', { authorize_url: url, hub_id: this.account.hub_id });
  }

  /** A code for the app on the customer's account. */
  async code(url) {
    const { redirect } = await this.consent(url);
    return new URL(redirect).searchParams.get('code');
  }

  exchange(code, { app = this.app, client = this.client() } = {}) {
    return client.oauth.tokensApi.create('authorization_code', code, this.redirectUrl, app.client_id, app.client_secret);
  }

  refresh(token, { app = this.app, client = this.client() } = {}) {
    return client.oauth.tokensApi.create('refresh_token', undefined, undefined, app.client_id, app.client_secret, token);
  }

  /** The app on the customer's account, with its tokens. */
  async install() {
    return this.exchange(await this.code());
  }

  /** A call that the library has no method for, through its general one. */
  form(path, fields) {
    const { client_id, client_secret } = this.app;
    return this.client().apiRequest({
      method: 'POST',
      path,
      defaultJson: false,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id, client_secret, ...fields }),
    });
  }

  introspect(token) {
    return this.form(`/oauth/${VERSION}/token/introspect`, { token });
  }

  accountInfo(accessToken) {
    return this.client({ accessToken }).apiRequest({ path: `/account-info/${VERSION}/details` });
  }
}
