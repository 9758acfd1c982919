import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { SettingsView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import NotificationSettings from './NotificationSettings.svelte';

function open(changed: Partial<SettingsView> = {}, tray = true) {
  const onsave = vi.fn<(changed: Partial<SettingsView>) => void>();
  const { settings } = new SampleHost({ count: 0 }).session;
  render(NotificationSettings, { settings: { ...settings, ...changed }, tray, onsave });
  return { onsave, user: userEvent.setup() };
}

test('what is chosen is shown, and another choice is saved by itself', async () => {
  const { onsave, user } = open();
  expect(screen.getByRole('radio', { name: /^What needs me/, checked: true })).toBeTruthy();
  await user.click(screen.getByRole('radio', { name: /^Nothing/ }));
  expect(onsave.mock.calls).toEqual([[{ notifications: 'off' }]]);
});

test('each choice says what it lets through', () => {
  open({ notifications: 'all' });
  expect(screen.getByRole('radio', { name: /^Everything worth knowing/, checked: true })).toBeTruthy();
  expect(screen.getByText('Also the end of work that you started.')).toBeTruthy();
  expect(screen.getByText('The number in the tray and the window still tell.')).toBeTruthy();
});

test('staying in the tray is turned on and off', async () => {
  const { onsave, user } = open();
  await user.click(screen.getByRole('switch', { name: 'Stay in the tray when the window is closed', checked: false }));
  expect(onsave.mock.calls).toEqual([[{ keep_in_tray: true }]]);
});

test('without a tray there is nothing to stay in, whatever was chosen before, and it says so', async () => {
  const { onsave, user } = open({ keep_in_tray: true }, false);
  const knob = screen.getByRole<HTMLButtonElement>('switch', { name: /^Stay in the tray/, checked: false });
  expect(knob.disabled).toBe(true);
  expect(screen.getByText('This desktop shows no tray, so closing the window ends the program.')).toBeTruthy();
  await user.click(knob);
  expect(onsave).not.toHaveBeenCalled();
});

test('while nothing is told, nothing is said of a tray that isn’t there', () => {
  open({ notifications: 'off' }, false);
  expect(screen.getByText('The window still tells.')).toBeTruthy();
});
