/** HubSpot's official Node library against Practice HubSpot: a test for each call that it has. */
import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { test } from 'node:test';
import { Stage, VERSION } from './stage.js';

const LIMIT = { timeout: 60_000 };
const TOKEN = '/oauth/v1/token';
const UUID = 'ffffffff-ffff-4fff-8fff-ffffffffffff';

/** A test with a stage of its own. */
function check(name, act) {
  test(name, LIMIT, async (t) => {
    const stage = await Stage.set();
    t.after(() => stage.strike());
    await act(stage, t);
  });
}

/** What the library throws says what HubSpot said. */
function refusal(code, error, status) {
  return (thrown) => {
    assert.equal(thrown.code, code, thrown.message);
    assert.equal(thrown.body.error, error, thrown.message);
    assert.equal(thrown.body.status, status, thrown.message);
    assert.ok(thrown.body.message, thrown.message);
    assert.ok(thrown.headers['x-hubspot-correlation-id'], thrown.message);
    return true;
  };
}

/** The library's waits of that length end at once, and are counted. Its calls go through an agent
 * of Node's meanwhile: `fetch` has waits of its own, and one of them is as long. */
function shortenWaits(t, length) {
  const real = globalThis.setTimeout;
  const counted = { waits: 0 };
  t.mock.method(globalThis, 'setTimeout', (act, wait, ...more) => {
    if (wait !== length) return real(act, wait, ...more);
    counted.waits += 1;
    return real(act, 0, ...more);
  });
  t.mock.method(console, 'error', () => {});
  return counted;
}

function retrying(stage) {
  return stage.client({ numberOfApiCallRetries: 2, httpAgent: new Agent() });
}

check('getAuthorizationUrl leads to a consent, and the state comes back', async (stage) => {
  const url = stage.authorizeUrl(stage.app.required_scopes, stage.app.optional_scopes.join(' '), 'a state & more');
  assert.ok(!url.includes('+'), 'scopes are parted by %20');
  const { redirect } = await stage.consent(url);
  const back = new URL(redirect);
  assert.equal(back.origin + back.pathname, stage.redirectUrl);
  assert.equal(back.searchParams.get('state'), 'a state & more');
  assert.ok(back.searchParams.get('code'));
});

check('getAuthorizationUrl without a required scope is refused on the page', async (stage) => {
  const { refused } = await stage.consent(stage.authorizeUrl(['oauth']));
  assert.equal(refused.status, 400);
});

check('tokensApi.create exchanges a code', async (stage) => {
  const tokens = await stage.install();
  assert.equal(tokens.tokenType, 'bearer');
  assert.equal(tokens.expiresIn, 1800);
  assert.ok(tokens.accessToken.length > 20);
  assert.ok(tokens.refreshToken.length > 20);
  assert.equal((await stage.accountInfo(tokens.accessToken)).status, 200);
});

check('tokensApi.create refreshes', async (stage) => {
  const first = await stage.install();
  const second = await stage.refresh(first.refreshToken);
  assert.equal(second.refreshToken, first.refreshToken);
  assert.notEqual(second.accessToken, first.accessToken);
  assert.equal(second.expiresIn, 1800);
  assert.equal((await stage.accountInfo(second.accessToken)).status, 200);
});

check('accessTokensApi.get tells whose token it is', async (stage) => {
  const { accessToken } = await stage.install();
  const info = await stage.client().oauth.accessTokensApi.get(accessToken);
  assert.equal(info.token, accessToken);
  assert.equal(info.tokenType, 'access');
  assert.equal(info.appId, stage.app.app_id);
  assert.equal(info.hubId, stage.account.hub_id);
  assert.equal(info.hubDomain, stage.account.domain);
  assert.deepEqual(info.scopes.toSorted(), stage.app.required_scopes.toSorted());
  assert.ok(info.expiresIn > 1700 && info.expiresIn <= 1800, `${info.expiresIn}`);
  assert.ok(info.userId > 0);
  assert.match(info.user, /^\S+@\S+$/);
});

check('refreshTokensApi.get tells whose token it is', async (stage) => {
  const { refreshToken } = await stage.install();
  const info = await stage.client().oauth.refreshTokensApi.get(refreshToken);
  assert.equal(info.token, refreshToken);
  assert.equal(info.tokenType, 'refresh');
  assert.equal(info.clientId, stage.app.client_id);
  assert.equal(info.hubId, stage.account.hub_id);
  assert.equal(info.hubDomain, stage.account.domain);
  assert.deepEqual(info.scopes.toSorted(), stage.app.required_scopes.toSorted());
  assert.ok(info.userId > 0);
  assert.match(info.user, /^\S+@\S+$/);
});

check('refreshTokensApi.archive ends the refresh token and not the access token', async (stage) => {
  const { accessToken, refreshToken } = await stage.install();
  await stage.client().oauth.refreshTokensApi.archive(refreshToken);
  await assert.rejects(stage.refresh(refreshToken), refusal(400, 'invalid_grant', 'BAD_REFRESH_TOKEN'));
  assert.equal((await stage.accountInfo(accessToken)).status, 200);
});

check('apiRequest reads the account', async (stage) => {
  const { accessToken } = await stage.install();
  const response = await stage.accountInfo(accessToken);
  const account = await response.json();
  assert.equal(account.portalId, stage.account.hub_id);
  assert.equal(account.accountType, stage.account.type);
  assert.match(account.uiDomain, /^app.*\.hubspot\.com$/);
});

check('apiRequest introspects and revokes in the current generation', async (stage) => {
  const { accessToken, refreshToken } = await stage.install();
  const info = await (await stage.introspect(accessToken)).json();
  assert.equal(info.active, true);
  assert.equal(info.token_use, 'access_token');
  assert.equal(info.hub_id, stage.account.hub_id);
  const fields = { token: refreshToken, token_type_hint: 'refresh_token' };
  assert.equal((await stage.form(`/oauth/${VERSION}/token/revoke`, fields)).status, 200);
  assert.deepEqual(await (await stage.introspect(refreshToken)).json(), { active: false });
});

check('apiRequest uninstalls', async (stage) => {
  const { accessToken, refreshToken } = await stage.install();
  const client = stage.client({ accessToken });
  const response = await client.apiRequest({ method: 'DELETE', path: `/appinstalls/${VERSION}/external-install` });
  assert.equal(response.status, 204);
  await assert.rejects(stage.refresh(refreshToken), refusal(400, 'invalid_grant', 'BAD_REFRESH_TOKEN'));
});

check('a wrong client secret is thrown as such', async (stage) => {
  const app = { ...stage.app, client_secret: UUID };
  await assert.rejects(stage.exchange(await stage.code(), { app }), refusal(400, 'invalid_client', 'BAD_CLIENT_SECRET'));
});

check('an unknown client ID is thrown as such', async (stage) => {
  const app = { ...stage.app, client_id: UUID };
  await assert.rejects(stage.exchange(await stage.code(), { app }), refusal(400, 'invalid_request', 'BAD_CLIENT_ID'));
});

check('an unknown code, and a used one, are thrown as such', async (stage) => {
  const refused = refusal(400, 'invalid_grant', 'BAD_AUTH_CODE');
  await assert.rejects(stage.exchange('na1-0000-unknown'), refused);
  const code = await stage.code();
  await stage.exchange(code);
  await assert.rejects(stage.exchange(code), refused);
});

check('an unknown refresh token is thrown as such', async (stage) => {
  await assert.rejects(stage.refresh(`na1-${UUID}`), refusal(400, 'invalid_grant', 'BAD_REFRESH_TOKEN'));
});

check("another app's refresh token is thrown as such", async (stage) => {
  const { refreshToken } = await stage.install();
  const theft = stage.refresh(refreshToken, { app: stage.otherApp });
  await assert.rejects(theft, refusal(400, 'invalid_grant', 'MISMATCH_REFRESH_TOKEN_CLIENT'));
});

check('information about unknown tokens is thrown as an error', async (stage) => {
  const { oauth } = stage.client();
  const unknown = ({ code, body }) => code >= 400 && code < 500 && body.message !== undefined;
  await assert.rejects(oauth.accessTokensApi.get('unknown'), unknown);
  await assert.rejects(oauth.refreshTokensApi.get('unknown'), unknown);
});

check('an access token that is out of time gets a 401 that says so, and a refreshed one works', async (stage) => {
  const { accessToken, refreshToken } = await stage.install();
  await stage.control('clock', { advance_s: 1801 });
  const response = await stage.accountInfo(accessToken);
  assert.equal(response.status, 401);
  const body = await response.json();
  assert.equal(body.category, 'EXPIRED_AUTHENTICATION');
  assert.match(body.message, /expired \d+ second\(s\) ago/);
  assert.ok(body.correlationId);
  const fresh = await stage.refresh(refreshToken);
  assert.equal((await stage.accountInfo(fresh.accessToken)).status, 200);
});

check('the library waits out the ten-second limit and tries again', async (stage, t) => {
  const { refreshToken } = await stage.install();
  await stage.control('faults', { endpoint: 'refresh', status: 429 });
  const counted = shortenWaits(t, 10_000);
  const tokens = await stage.refresh(refreshToken, { client: retrying(stage) });
  t.mock.restoreAll();
  assert.equal(tokens.refreshToken, refreshToken);
  assert.equal(counted.waits, 1);
  assert.deepEqual(await stage.statuses(TOKEN), [200, 429, 200]);
});

check('the library tries again after a server error, and gives up in the end', async (stage, t) => {
  const { refreshToken } = await stage.install();
  await stage.control('faults', { endpoint: 'refresh', status: 503, count: 3 });
  const counted = shortenWaits(t, 200);
  await assert.rejects(stage.refresh(refreshToken, { client: retrying(stage) }), { code: 503 });
  const tokens = await stage.refresh(refreshToken, { client: retrying(stage) });
  t.mock.restoreAll();
  assert.equal(tokens.refreshToken, refreshToken);
  assert.equal(counted.waits, 2);
  assert.deepEqual(await stage.statuses(TOKEN), [200, 503, 503, 503, 200]);
});

check('v1 answers up to its last day and not after it, and the current generation goes on', async (stage) => {
  await stage.clockTo('2027-02-15T12:00:00Z');
  const { accessToken, refreshToken } = await stage.install();
  await stage.clockTo('2027-02-17T12:00:00Z');
  const { accessTokensApi, refreshTokensApi } = stage.client().oauth;
  // What the library throws depends on a body that nobody has seen yet; the status is the fact.
  await assert.rejects(stage.refresh(refreshToken));
  await assert.rejects(accessTokensApi.get(accessToken));
  await assert.rejects(refreshTokensApi.get(refreshToken));
  await assert.rejects(refreshTokensApi.archive(refreshToken));
  const gone = await stage.client().apiRequest({ path: `/oauth/v1/access-tokens/${accessToken}` });
  assert.equal(gone.status, 404);
  const { active } = await (await stage.introspect(refreshToken)).json();
  assert.equal(active, true);
});
