import { beforeEach, expect, test, vi } from 'vitest';
import { useHost } from '../api';
import { SampleHost } from '../host/sample';
import { keepPresent } from './presence';
import { session } from './session.svelte';

let host: SampleHost;

async function start(minutes: number, state: 'open' | 'locked' = 'open') {
  host = new SampleHost({ count: 0 });
  const { settings, vault } = host.session;
  host.session = { ...host.session, settings: { ...settings, lock_after_minutes: minutes }, vault: { ...vault, state } };
  useHost(host);
  await session.load();
  return keepPresent();
}

const told = () => host.calls.filter(({ name }) => name === 'session_note_use').length;
const press = () => window.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

test('a person who uses the window is told of at once, then every 20 s at the most', async () => {
  const stop = await start(5);
  press();
  window.dispatchEvent(new Event('pointermove'));
  expect(told()).toBe(1);
  vi.advanceTimersByTime(19_000);
  press();
  expect(told()).toBe(1);
  vi.advanceTimersByTime(1_000);
  press();
  expect(told()).toBe(2);
  stop();
  vi.advanceTimersByTime(60_000);
  press();
  expect(told()).toBe(2);
});

test.each([
  ['nothing is locked when idle', 0, 'open'],
  ['the vault is locked', 5, 'locked'],
] as const)('nobody is told while %s', async (_, minutes, state) => {
  const stop = await start(minutes, state);
  press();
  expect(told()).toBe(0);
  stop();
});
