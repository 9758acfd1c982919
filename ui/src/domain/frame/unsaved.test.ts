import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { useHost } from '../../api';
import type { UnsavedView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { toaster } from '../../parts/toaster.svelte';
import { quitting } from '../../state/quitting.svelte';
import { session } from '../../state/session.svelte';
import Banners from './Banners.svelte';
import { hearDesktop } from './outside';
import QuitDialog from './QuitDialog.svelte';

let host: SampleHost;

/** What waits, as the program tells it. */
function wait(unsaved: UnsavedView | null) {
  host.session.unsaved = unsaved;
  host.tell({ event: 'unsaved_changed' });
}

function full(answers: number): UnsavedView {
  return { answers, code: 'DiskFull', since: Date.now() };
}

const banner = () => document.querySelector('.banner.unsaved');
const calls = (name: string) => host.calls.filter((call) => call.name === name).map(({ args }) => args);

beforeEach(async () => {
  host = new SampleHost({ count: 4, practice: true });
  useHost(host);
  toaster.toasts = [];
  quitting.asked = false;
  await session.load();
  const deafen = hearDesktop();
  return () => {
    deafen();
    session.stop();
  };
});

describe('the banner', () => {
  beforeEach(() => void render(Banners));

  test('says how many, why and what to do, beside what else stands there', async () => {
    expect(banner()).toBeNull();
    wait(full(2));
    await screen.findByText('HubSpot’s answers about 2 installations aren’t saved yet: the disk is full.');
    expect(screen.getByText('Portalkeeper keeps trying. Free some space, and don’t quit until this message is gone.')).toBeTruthy();
    expect(screen.getByText('Practice HubSpot')).toBeTruthy();
    expect(document.querySelectorAll('.banner.unsaved')).toHaveLength(1);
    wait(full(1));
    await screen.findByText('HubSpot’s answer about 1 installation isn’t saved yet: the disk is full.');
  });

  test('gives no advice that doesn’t fit the cause', async () => {
    wait({ ...full(1), code: 'SaveFailed' });
    await screen.findByText(/isn’t saved yet: the vault can’t be written\.$/);
    expect(screen.queryByText(/Free some space/)).toBeNull();
  });

  test('goes by itself once everything is saved', async () => {
    wait(full(1));
    await waitFor(() => expect(banner()).not.toBeNull());
    wait(null);
    await waitFor(() => expect(banner()).toBeNull());
  });

  test('Try now tries, and says what came of it', async () => {
    const user = userEvent.setup();
    wait(full(1));
    await user.click(await screen.findByRole('button', { name: 'Try now' }));
    await waitFor(() => expect(toaster.toasts.at(-1)?.title).toBe('Still not saved: the disk is full'));
    host.session.unsaved = null;
    await user.click(screen.getByRole('button', { name: 'Try now' }));
    await waitFor(() => expect(banner()).toBeNull());
    expect(toaster.toasts.at(-1)).toMatchObject({ title: 'HubSpot’s answers are saved', tone: 'ok' });
    expect(calls('answers_save')).toHaveLength(2);
  });
});

describe('quitting', () => {
  const dialog = (name: string) => screen.findByRole('dialog', { name });

  beforeEach(async () => {
    render(QuitDialog);
    wait(full(1));
    await vi.waitFor(() => expect(session.unsaved?.answers).toBe(1));
    host.tell({ event: 'quit_asked' });
    await dialog('Quit and lose HubSpot’s answer?');
  });

  test('asks with what would be lost; staying has the focus, which stays inside', async () => {
    const user = userEvent.setup();
    const asked = await dialog('Quit and lose HubSpot’s answer?');
    expect(asked.textContent).toContain('HubSpot’s answer about 1 installation is only in memory: the disk is full.');
    const keep = screen.getByRole('button', { name: 'Keep running' });
    await waitFor(() => expect(document.activeElement).toBe(keep));
    for (let press = 0; press < 4; press++) {
      await user.tab();
      expect(asked.contains(document.activeElement)).toBe(true);
    }
    expect(screen.getAllByRole('button').map(({ textContent }) => textContent?.trim())).toEqual(['Quit and lose it', 'Try to save again', 'Keep running']);
  });

  test.each(['{Enter}', '{Escape}'])('%s keeps it running', async (key) => {
    const user = userEvent.setup();
    await waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe('Keep running'));
    await user.keyboard(key);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls('session_quit')).toEqual([]);
  });

  test('only the button that says so loses anything', async () => {
    await userEvent.setup().click(screen.getByRole('button', { name: 'Quit and lose it' }));
    await waitFor(() => expect(calls('session_quit')).toEqual([{ lose_answers: true }]));
  });

  test('a try that fails is said; one that works leaves nothing to lose', async () => {
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Try to save again' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Still not saved: the disk is full.'));
    host.session.unsaved = null;
    await user.click(screen.getByRole('button', { name: 'Try to save again' }));
    const saved = await dialog('HubSpot’s answers are saved');
    expect(saved.contains(document.activeElement), 'the focus isn’t lost').toBe(true);
    expect(screen.queryByRole('button', { name: 'Quit and lose it' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Quit' }));
    await waitFor(() => expect(calls('session_quit')).toHaveLength(1));
  });

  test('what is saved meanwhile is said at once', async () => {
    wait(null);
    const saved = await dialog('HubSpot’s answers are saved');
    expect(saved.textContent).toContain('Nothing is lost by quitting now.');
  });
});
