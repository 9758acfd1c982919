import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test } from 'vitest';
import { useHost } from '../../api';
import type { InstallationView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { startKeyboard } from '../../keyboard';
import type { MenuItem } from '../../parts/menu';
import { router } from '../../router.svelte';
import { apps } from '../../state/apps.svelte';
import { installations } from '../../state/installations.svelte';
import { session } from '../../state/session.svelte';
import AppForm from '../../views/AppForm.svelte';
import Apps from '../../views/Apps.svelte';
import Install from '../../views/Install.svelte';
import Installations from '../../views/Installations.svelte';
import Actions from '../installation/Actions.svelte';
import GrantPanel from '../installation/GrantPanel.svelte';
import { installationMenu } from '../installation/menu';
import { remedyOf } from '../installation/row';
import Written from '../installation/Written.svelte';
import MatrixCell from '../matrix/MatrixCell.svelte';
import { findEntries } from '../palette/entries';

const why = 'View only: nothing can be changed here.';
const app = '00000001-0000-4000-8000-000000000000';
let host: SampleHost;

beforeEach(async () => {
  host = new SampleHost({ count: 30 });
  host.session = { ...host.session, view_only: true };
  useHost(host);
  installations.reset();
  await Promise.all([session.load(), apps.load()]);
  return () => {
    installations.stop();
    session.stop();
    apps.stop();
  };
});

function find(match: (row: InstallationView) => boolean): InstallationView {
  const one = host.world.installations.find(match);
  if (one === undefined) throw new Error('the sample has no such row');
  return one;
}

/** Names of the buttons that are here and can be pressed. */
function buttons(): string[] {
  return screen.queryAllByRole('button').filter((button) => !(button as HTMLButtonElement).disabled && button.getAttribute('aria-disabled') !== 'true').map((button) => button.getAttribute('aria-label') ?? button.textContent?.trim() ?? '');
}

function labels(items: readonly MenuItem[]): string[] {
  return items.flatMap((item) => (item === 'rule' ? [] : 'note' in item ? [item.note] : [item.label]));
}

test('the list neither installs nor refreshes, and its keys do nothing', async () => {
  const stop = startKeyboard();
  router.replace({ name: 'installations' });
  render(Installations);
  await waitFor(() => expect(installations.snapshot).not.toBeNull());
  expect(screen.getAllByText(why).length).toBeGreaterThan(0);
  expect(buttons().filter((name) => /^(Install|Refresh|Reauthorize|Decide|Other ways)/.test(name))).toEqual([]);
  await userEvent.setup().keyboard('{Control>}r{/Control}');
  expect(host.calls.some(({ name }) => name === 'installation_refresh')).toBe(false);
  stop();
});

test('chosen rows can be counted, not changed', async () => {
  router.replace({ name: 'installations' });
  render(Installations);
  await waitFor(() => expect(installations.snapshot).not.toBeNull());
  await userEvent.setup().click(screen.getByRole('checkbox', { name: 'Select all rows' }));
  const bar = await screen.findByRole('toolbar');
  expect(bar.textContent).toContain(why);
  expect(bar.textContent).not.toMatch(/Refresh|Reauthorize|Revoke|Forget/);
});

test('the menu of a row keeps what only looks, and says why', () => {
  expect(labels(installationMenu(find(({ health }) => health === 'healthy'), 'row'))).toEqual(['Open', 'Open account', 'Connected Apps', 'Show this account’s installations', why]);
});

test('what puts a row right is left only where it leads somewhere', () => {
  expect(remedyOf({ health: 'needs_reauthorization', kind: 'installation' })).toBeUndefined();
  expect(remedyOf({ health: 'quarantined', kind: 'grant' })).toBeUndefined();
  expect(remedyOf({ health: 'token_unreadable', kind: 'installation' })).toBeUndefined();
  expect(remedyOf({ health: 'token_unreadable', kind: 'grant' })).toBeUndefined();
  expect(remedyOf({ health: 'app_problem', kind: 'installation' })).toBe('open_app');
  expect(remedyOf({ health: 'secret_unavailable', kind: 'installation' })).toBeUndefined();
});

describe('an installation', () => {
  test('offers neither refreshing, nor reauthorizing, nor a token', () => {
    render(Actions, { one: find(({ health }) => health === 'healthy') });
    expect(screen.getByText(why)).toBeTruthy();
    expect(buttons()).toEqual(['More actions']);
  });

  test('shows notes and how it is kept alive, and edits neither', () => {
    render(Written, { one: find(({ health }) => health === 'healthy') });
    expect(buttons()).toEqual([]);
    expect(screen.queryByRole('radio')).toBeNull();
    expect(screen.getByText('Once a day')).toBeTruthy();
  });

  test('that is a grant is decided about later', () => {
    render(GrantPanel, { one: find(({ health }) => health === 'quarantined') });
    expect(screen.getByText(why)).toBeTruthy();
    expect(buttons()).toEqual([]);
  });
});

test('no app is added or installed, and the page of installing says why', async () => {
  const { unmount } = render(Apps);
  await screen.findByText(why);
  expect(buttons().filter((name) => /^(Add|Install)/.test(name))).toEqual([]);
  unmount();
  router.replace({ name: 'install' }, { app });
  render(Install);
  expect(await screen.findByText(why)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /^Start/ })).toBeNull();
});

test('an app’s form can be read and tried, not saved', async () => {
  render(AppForm, { id: app });
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText('Name'), ' 2');
  expect(buttons().filter((name) => /^(Install|Add existing|Save|Remove)/.test(name))).toEqual([]);
  expect((await screen.findAllByText(why)).length).toBe(2);
  expect(host.calls.some(({ name }) => name === 'app_save')).toBe(false);
});

test('an empty cell of the matrix installs nothing, and says no word of it', () => {
  const row = { ...host.world.accounts[0]!, cells: [] };
  render(MatrixCell, { row, app: host.world.apps[0]!, cell: undefined, place: '1:1', column: 1, active: true, open: false, onpress: () => undefined });
  const cell = screen.getByRole('gridcell', { name: 'Invoice Sync on Kestrel Outdoor: not installed' });
  expect(cell.getAttribute('aria-disabled')).toBe('true');
  expect(cell.textContent).not.toContain('Install');
});

test('the palette runs nothing that changes things', async () => {
  const ids = (await findEntries('', [])).map(({ id }) => id);
  for (const id of ['go-install', 'add-existing', 'go-wait', 'go-add_app', 'refresh-all']) expect(ids).not.toContain(id);
  expect(ids).toContain('go-go_installations');
});
