import { describe, expect, test, vi } from 'vitest';
import { useHost } from '../../api';
import type { Finding } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { asked } from '../../state/asked.svelte';
import { InstallForm } from '../../state/install-form.svelte';
import { waysOut, type Way } from './ways';

const app = '00000001-0000-4000-8000-000000000000';

async function begin() {
  const host = new SampleHost({ count: 4 });
  useHost(host);
  const form = new InstallForm();
  await form.load({ app });
  const ways = (code: Finding['code'], more: Partial<Finding> = {}): Way[] => waysOut({ code, level: 'warn', ...more }, form, () => undefined);
  const press = (way: Way | undefined) => way && 'onclick' in way && way.onclick();
  return { host, form, ways, press };
}

describe('what preflight finds leads to the field of the app', () => {
  test.each([
    ['ClientIdMissing', undefined, 'Open Client ID', 'auth'],
    ['ClientIdShape', undefined, 'Open Client ID', 'auth'],
    ['ClientSecretMissing', undefined, 'Set the client secret', 'auth'],
    ['AppFaultOpen', undefined, 'Open the app', 'auth'],
    ['AuthorizeHostRegion', undefined, 'Open Auth settings', 'auth'],
    ['ScopeUnknown', 'optional_scopes.1', 'Open Scope 2', 'scopes'],
    ['ScopeInTwoKinds', 'optional_scopes.0', 'Open Scope 1', 'scopes'],
    ['ScopeKindWrong', 'optional_scopes.0', 'Open Scope 1', 'scopes'],
    ['ScopeDeprecated', 'required_scopes.0', 'Open Scope 1', 'scopes'],
    ['ScopeOauthMissing', undefined, 'Open Required scopes', 'scopes'],
    ['ScopesMissing', 'required_scopes', 'Open Required scopes', 'scopes'],
    ['RedirectUrlMissing', undefined, 'Open Redirect URLs', 'redirects'],
    ['RedirectUrlNotRegistered', undefined, 'Open the app', 'redirects'],
    ['RedirectUrlHost', undefined, 'Open Redirect URLs', 'redirects'],
  ] as const)('%s', async (code, field, label, tab) => {
    const { ways, press } = await begin();
    const [way, ...more] = ways(code, field === undefined ? {} : { field });
    expect([way?.label, more.length]).toEqual([label, 0]);
    press(way);
    expect(window.location.hash).toBe(`#/apps/${app}/${tab}`);
  });
});

describe('what one click can do is done', () => {
  test.each([
    ['AuthorizeHostUnusual', 'Use app.hubspot.com', { authorize_host: 'app.hubspot.com' }],
    ['ApiVersionEnds', 'Use 2026-09', { api_version: '2026-09' }],
    ['ApiVersionDiagnostic', 'Use 2026-09', { api_version: '2026-09' }],
  ] as const)('%s', async (code, label, changed) => {
    const { host, form, ways, press } = await begin();
    const kept = host.world.apps.find(({ id }) => id === app);
    Object.assign(kept ?? {}, { authorize_host: 'app.hubspot.com.example', api_version: 'v1' });
    host.answer('app_save', { id: app });
    await form.load({ app });
    const [way] = ways(code);
    expect(way?.label).toBe(label);
    press(way);
    await vi.waitFor(() => expect(host.calls.findLast(({ name }) => name === 'app_save')?.args['app']).toMatchObject({ id: app, ...changed }));
    const sent = host.calls.findLast(({ name }) => name === 'app_save')?.args['app'] as Record<string, unknown>;
    expect(Object.keys(sent), 'the form’s fields alone').not.toContain('secret_set_at');
  });

  test('a refused change is said', async () => {
    const { host, form, ways, press } = await begin();
    host.refuse('app_save', { code: 'DiskFull' });
    press(ways('ApiVersionEnds')[0]);
    await vi.waitFor(() => expect(form.problem?.code).toBe('DiskFull'));
  });

  test('an account that can’t host leads to how a test account is made', async () => {
    const { ways, press } = await begin();
    const [way] = ways('AccountCannotHost');
    expect(way?.label).toBe('How to create a test account');
    press(way);
    expect(asked.now).toBe('test_account');
  });
});

test('a limit shows what uses it up, and where it is set', async () => {
  const { ways, press } = await begin();
  const [shown, set] = ways('InstallLimitReached', { args: { count: 10, limit: 10 } });
  expect([shown?.label, set?.label]).toEqual(['Show its installations', 'Open Distribution']);
  press(shown);
  expect(window.location.hash).toBe(`#/installations?app=${app}`);
});

test('what only a person elsewhere can give has no button', async () => {
  const { ways } = await begin();
  expect(ways('ScopeRights', { level: 'info' })).toEqual([]);
});
