import { afterEach, describe, expect, test, vi } from 'vitest';
import { BridgeHost } from './bridge';
import { bridgeBase } from './choose';
import { ProblemError, toProblem } from './host';
import { MemoryHost } from './memory';

afterEach(() => vi.unstubAllGlobals());

function answerWith(status: number, body: string) {
  const fetched = vi.fn(async () => new Response(body, { status }));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

describe('the bridge', () => {
  test('posts name and args and answers what is ok', async () => {
    const fetched = answerWith(200, '{"ok":{"id":"a1"}}');
    expect(await new BridgeHost('http://127.0.0.1:9').call('app_save', { app: {} })).toEqual({ id: 'a1' });
    expect(fetched).toHaveBeenCalledWith(
      'http://127.0.0.1:9/rpc',
      expect.objectContaining({ method: 'POST', body: '{"name":"app_save","args":{"app":{}}}' }),
    );
  });

  test('a problem is thrown with all it says', async () => {
    answerWith(200, '{"problem":{"code":"RedirectPortBusy","args":{"port":3000},"detail":"bind","retry_after":5}}');
    const thrown = await new BridgeHost('').call('install_start').catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ProblemError);
    expect(thrown).toMatchObject({ code: 'RedirectPortBusy', args: { port: 3000 }, detail: 'bind', retry_after: 5 });
  });

  test.each([
    [404, 'no such command'],
    [400, ''],
    [500, '<html>'],
  ])('HTTP %d is a problem, too', async (status, body) => {
    answerWith(status, body);
    await expect(new BridgeHost('').call('x')).rejects.toMatchObject({ code: 'HostUnreachable', args: { status } });
  });

  test('no answer is a problem', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('Failed to fetch');
    });
    await expect(new BridgeHost('').call('x')).rejects.toMatchObject({ code: 'HostUnreachable', detail: 'Failed to fetch' });
  });

  test('another bridge is named by ?bridge=, on loopback only', () => {
    const origin = 'http://localhost:5173';
    expect(bridgeBase({ origin, search: '?bridge=http://127.0.0.1:4000/' })).toBe('http://127.0.0.1:4000');
    expect(bridgeBase({ origin, search: '?bridge=http://[::1]:4000' })).toBe('http://[::1]:4000');
    for (const foreign of ['https://evil.example', 'http://127.0.0.1.evil.example', 'javascript:alert(1)', 'x']) {
      expect(bridgeBase({ origin, search: `?bridge=${encodeURIComponent(foreign)}` })).toBe(origin);
    }
  });
});

describe('the host in memory', () => {
  test('answers by script and remembers what it was asked', async () => {
    const host = new MemoryHost({ app_list: [{ id: 'a1' }], echo: (args: unknown) => args });
    expect(await host.call('app_list')).toEqual([{ id: 'a1' }]);
    expect(await host.call('echo', { x: 1 })).toEqual({ x: 1 });
    expect(host.calls).toEqual([
      { name: 'app_list', args: {} },
      { name: 'echo', args: { x: 1 } },
    ]);
    await expect(host.call('nothing')).rejects.toMatchObject({ code: 'CommandUnknown' });
  });

  test('refuses by script and sends events until they are no longer wanted', async () => {
    const host = new MemoryHost();
    host.refuse('vault_unlock', { code: 'PassphraseWrong', retry_after: 2 });
    await expect(host.call('vault_unlock')).rejects.toMatchObject({ code: 'PassphraseWrong', retry_after: 2, args: {} });
    const heard = vi.fn();
    const end = host.onEvent(heard);
    host.emit({ event: 'installation_added', id: 'i1' });
    end();
    host.emit({ event: 'installation_added', id: 'i2' });
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

test('whatever was thrown becomes a problem', () => {
  expect(toProblem({ code: 'DiskFull', args: {} })).toMatchObject({ code: 'DiskFull' });
  expect(toProblem('command rpc not found')).toMatchObject({ code: 'HostUnreachable', detail: 'command rpc not found' });
  expect(toProblem(null)).toMatchObject({ code: 'HostUnreachable' });
});
