import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import { session } from '../../state/session.svelte';
import Banners from './Banners.svelte';

let host: SampleHost;

beforeEach(async () => {
  host = new SampleHost({ count: 4 });
  host.session.settings_unreadable = true;
  useHost(host);
  await session.load();
  render(Banners);
  return () => session.stop();
});

test('settings that can’t be read are said, and nothing is reset by itself', () => {
  const said = document.querySelector('.banner.read-only');
  expect(said?.textContent).toContain('Your settings can’t be read.');
  expect(said?.textContent).toContain('HubSpot isn’t called until you decide');
  expect(host.calls.some(({ name }) => name === 'settings_reset')).toBe(false);
});

test('one click returns to the defaults, and the banner goes', async () => {
  await userEvent.setup().click(screen.getByRole('button', { name: 'Use the default settings' }));
  await waitFor(() => expect(document.querySelector('.banner.read-only')).toBeNull());
  expect(host.calls.filter(({ name }) => name === 'settings_reset')).toHaveLength(1);
});
