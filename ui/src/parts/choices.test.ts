/** One of several, or some of many: by pointer and by keys, and told when it changes. */
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import Chip from './Chip.svelte';
import Combobox from './Combobox.svelte';
import FacetStrip from './FacetStrip.svelte';
import RadioRows from './RadioRows.svelte';
import SegmentedControl from './SegmentedControl.svelte';
import Select from './Select.svelte';
import Tabs from './Tabs.svelte';
import { words } from './fixtures/snippets';

const options = [
  { value: 'oauth', label: 'oauth' },
  { value: 'contacts', label: 'crm.objects.contacts.read', hint: 'Free' },
  { value: 'tickets', label: 'tickets', disabled: true },
];

function optionNames(): string[] {
  return screen.queryAllByRole('option').map((option) => option.textContent?.trim() ?? '');
}

describe('a select', () => {
  test('opens by key, is chosen by key, and has the focus again', async () => {
    const onchange = vi.fn();
    const user = userEvent.setup();
    render(Select, { label: 'Scope', options, onchange });
    const trigger = screen.getByRole('combobox', { name: 'Scope' });
    expect(trigger.textContent).toContain('Choose…');
    await user.tab();
    expect(document.activeElement).toBe(trigger);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(optionNames()).toHaveLength(3));
    expect(screen.getByRole('option', { name: 'tickets' }).getAttribute('aria-disabled')).toBe('true');
    await user.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => expect(onchange).toHaveBeenCalledOnce());
    await waitFor(() => expect(optionNames()).toEqual([]));
    await waitFor(() => expect(document.activeElement).toBe(trigger));
    expect(trigger.textContent).not.toContain('Choose…');
  });

  test('marks what is chosen, and what isn’t in the list is no choice', async () => {
    const { rerender } = render(Select, { label: 'Scope', options, value: 'contacts' });
    const trigger = screen.getByRole('combobox', { name: 'Scope' });
    expect(trigger.textContent).toContain('crm.objects.contacts.read');
    await rerender({ value: 'gone' });
    expect(trigger.textContent).toContain('Choose…');
  });

  test('disabled it doesn’t open', async () => {
    render(Select, { label: 'Scope', options, disabled: true });
    await userEvent.setup().click(screen.getByRole('combobox', { name: 'Scope' }));
    expect(optionNames()).toEqual([]);
  });
});

describe('a combobox', () => {
  test('narrows by what is typed, also by the hint, and is chosen by key', async () => {
    const onchange = vi.fn();
    const user = userEvent.setup();
    render(Combobox, { label: 'Scope', options, onchange });
    const input = screen.getByRole<HTMLInputElement>('combobox', { name: 'Scope' });
    await user.type(input, 'free');
    await waitFor(() => expect(optionNames()).toEqual(['crm.objects.contacts.read Free']));
    await user.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => expect(onchange).toHaveBeenCalledWith('contacts'));
    await waitFor(() => expect(input.value).toBe('crm.objects.contacts.read'));
    expect(input.getAttribute('aria-expanded')).toBe('false');
  });

  test('says that nothing matches, and Escape chooses nothing', async () => {
    const onchange = vi.fn();
    const user = userEvent.setup();
    render(Combobox, { label: 'Scope', options, onchange });
    await user.type(screen.getByRole('combobox'), 'no such scope');
    await screen.findByText('Nothing matches');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByText('Nothing matches')).toBeNull());
    expect(onchange).not.toHaveBeenCalled();
  });

  test.each([
    ['by its value', 'contacts'],
    ['by its name, whatever the case', ' CRM.objects.contacts.READ '],
  ])('leaving takes what was typed in full: %s', async (_, entered) => {
    const onchange = vi.fn();
    const user = userEvent.setup();
    render(Combobox, { label: 'Scope', options, value: 'oauth', onchange });
    const input = screen.getByRole<HTMLInputElement>('combobox');
    await user.clear(input);
    await user.type(input, entered);
    await user.tab();
    expect(onchange.mock.calls).toEqual([['contacts']]);
    await waitFor(() => expect(input.value).toBe('crm.objects.contacts.read'));
  });

  test.each(['crm.objects', 'no such scope', 'tickets'])('leaving with what is no choice, %s, shows the former one', async (entered) => {
    const onchange = vi.fn();
    const user = userEvent.setup();
    render(Combobox, { label: 'Scope', options, value: 'oauth', onchange });
    const input = screen.getByRole<HTMLInputElement>('combobox');
    await user.clear(input);
    await user.type(input, entered);
    await user.tab();
    await waitFor(() => expect(input.value).toBe('oauth'));
    expect(onchange).not.toHaveBeenCalled();
  });

  test('choosing the same again leaves it chosen', async () => {
    const user = userEvent.setup();
    render(Combobox, { label: 'Scope', options, value: 'contacts' });
    const input = screen.getByRole<HTMLInputElement>('combobox');
    await user.click(input);
    await user.keyboard('{ArrowDown}');
    await user.click(await screen.findByRole('option', { name: /crm/ }));
    await user.tab();
    expect(input.value).toBe('crm.objects.contacts.read');
  });

  test('who finds by itself gets the text and its answer is shown as it is', async () => {
    const onfind = vi.fn();
    const user = userEvent.setup();
    render(Combobox, { label: 'Account', options, onfind });
    await user.type(screen.getByRole('combobox'), 'q');
    expect(onfind).toHaveBeenLastCalledWith('q');
    await waitFor(() => expect(optionNames()).toHaveLength(3));
    expect(screen.getByRole('option', { name: 'tickets' }).getAttribute('aria-disabled')).toBe('true');
  });
});

describe('radio rows', () => {
  const choices = [
    { value: 'forget', label: 'Forget', aside: 'This computer only', text: 'The row goes.' },
    { value: 'revoke', label: 'Revoke token', disabled: true },
    { value: 'uninstall', label: 'Uninstall', danger: true },
  ];

  test('arrows choose, disabled ones are passed over', async () => {
    const onchange = vi.fn();
    const user = userEvent.setup();
    render(RadioRows, { label: 'Exit', choices, value: 'forget', onchange });
    const group = screen.getByRole('radiogroup', { name: 'Exit' });
    const chosen = () => within(group).getByRole('radio', { checked: true }).textContent;
    expect(chosen()).toContain('This computer only');
    await user.tab();
    await user.keyboard('{ArrowDown}');
    await waitFor(() => expect(chosen()).toContain('Uninstall'));
    expect(onchange).toHaveBeenLastCalledWith('uninstall');
    await user.click(within(group).getByRole('radio', { name: /Revoke token/ }));
    expect(chosen(), 'a disabled one isn’t chosen by a click').toContain('Uninstall');
  });

  test('only the chosen one opens into its body', async () => {
    const { rerender } = render(RadioRows, { label: 'Exit', framed: true, choices, value: 'forget', body: words('numbered consequences') });
    expect(screen.getAllByText('numbered consequences')).toHaveLength(1);
    await rerender({ value: undefined });
    expect(screen.queryByText('numbered consequences')).toBeNull();
  });
});

test('segments are radios in a row, moved by arrows', async () => {
  const onchange = vi.fn();
  const user = userEvent.setup();
  render(SegmentedControl, { label: 'View', value: 'matrix', choices: [{ value: 'matrix', label: 'Matrix' }, { value: 'list', label: 'List' }, { value: 'map', label: 'Map', disabled: true }], onchange });
  const group = screen.getByRole('radiogroup', { name: 'View' });
  expect(within(group).getByRole('radio', { checked: true }).textContent).toBe('Matrix');
  await user.tab();
  await user.keyboard('{ArrowRight}');
  await waitFor(() => expect(onchange).toHaveBeenLastCalledWith('list'));
  await user.click(within(group).getByRole('radio', { name: 'Map' }));
  expect(within(group).getByRole('radio', { checked: true }).textContent).toBe('List');
});

describe('tabs', () => {
  const tabs = [{ value: 'basic', label: 'Basic info' }, { value: 'scopes', label: 'Scopes', count: 1200 }, { value: 'redirects', label: 'Redirect URLs', level: 'error' as const }];

  test('are walked by arrows, and the panel is the chosen one’s', async () => {
    const onchange = vi.fn();
    const user = userEvent.setup();
    render(Tabs, { label: 'App', tabs, value: 'basic', onchange, children: words('page') });
    const list = screen.getByRole('tablist', { name: 'App' });
    expect(within(list).getByRole('tab', { selected: true }).textContent).toContain('Basic info');
    await user.tab();
    await user.keyboard('{ArrowRight}');
    await waitFor(() => expect(onchange).toHaveBeenLastCalledWith('scopes'));
    const chosen = within(list).getByRole('tab', { selected: true, name: 'Scopes 1,200' });
    expect(screen.getByRole('tabpanel').getAttribute('aria-labelledby')).toBe(chosen.id);
    await user.keyboard('{End}');
    await waitFor(() => expect(onchange).toHaveBeenLastCalledWith('redirects'));
  });

  test('only what blocks or warns is marked', () => {
    render(Tabs, { label: 'App', tabs: [...tabs, { value: 'auth', label: 'Auth', level: 'ok' as const }], value: 'basic' });
    expect(screen.getByRole('tab', { name: /Redirect URLs/ }).querySelector('svg')).not.toBeNull();
    expect(screen.getByRole('tab', { name: 'Auth' }).querySelector('svg')).toBeNull();
  });
});

describe('chips', () => {
  test('a chip is pressed; its cross takes the choice away, and only where there is one', async () => {
    const onclick = vi.fn();
    const onclear = vi.fn();
    const user = userEvent.setup();
    const { rerender } = render(Chip, { chosen: true, name: 'Health', onclick, onclear, children: words('Health is Revoked') });
    await user.click(screen.getByRole('button', { name: 'Health is Revoked' }));
    expect([onclick.mock.calls.length, onclear.mock.calls.length]).toEqual([1, 0]);
    await user.click(screen.getByRole('button', { name: 'Clear the filter Health' }));
    expect([onclick.mock.calls.length, onclear.mock.calls.length]).toEqual([1, 1]);
    await rerender({ chosen: false, onclear: undefined });
    expect(screen.getAllByRole('button')).toHaveLength(1);
  });

  test('facets are pressed or not, in groups; empty groups leave no rule', async () => {
    const ontoggle = vi.fn();
    const groups = [[{ value: 'healthy', label: 'Healthy', count: 1041 }], [], [{ value: 'revoked', label: 'Revoked', count: 0 }]];
    const { container } = render(FacetStrip, { label: 'Health', groups, chosen: ['healthy'], ontoggle });
    const strip = screen.getByRole('group', { name: 'Health' });
    expect(within(strip).getByRole('button', { name: '1,041 Healthy' }).getAttribute('aria-pressed')).toBe('true');
    const revoked = within(strip).getByRole('button', { name: '0 Revoked' });
    expect(revoked.getAttribute('aria-pressed')).toBe('false');
    revoked.focus();
    await userEvent.setup().keyboard('{Enter}');
    expect(ontoggle).toHaveBeenCalledWith('revoked');
    expect(container.querySelectorAll('.rule')).toHaveLength(1);
  });
});
