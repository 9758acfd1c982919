/** What is typed into or switched: named by the field around it, never more than was typed. */
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import Checkbox from './Checkbox.svelte';
import ConfirmText from './ConfirmText.svelte';
import PasswordInput from './PasswordInput.svelte';
import SearchInput from './SearchInput.svelte';
import Switch from './Switch.svelte';
import TextArea from './TextArea.svelte';
import TextInput from './TextInput.svelte';
import ControlsFixture from './fixtures/ControlsFixture.svelte';
import { words } from './fixtures/snippets';

describe('a control in a field', () => {
  test.each(['text', 'area', 'password', 'select', 'combobox', 'switch', 'secret'] as const)('%s is named by its label and described by its finding', (control) => {
    render(ControlsFixture, { control });
    const element = screen.getByLabelText('Wanted');
    const about = document.getElementById(element.getAttribute('aria-describedby') ?? '');
    expect(about?.textContent).toContain('It is refused.');
    expect(about?.getAttribute('aria-live'), 'a finding that comes later is told').toBe('polite');
    expect(element.getAttribute('aria-invalid')).toBe('true');
    if (control !== 'switch') expect(element.className, 'and takes its colour').toContain('level-error');
  });
});

describe('text', () => {
  test('is what was typed; nothing is filled in or corrected', async () => {
    render(TextInput, { mono: true, 'aria-label': 'Client ID' });
    const input = screen.getByRole<HTMLInputElement>('textbox', { name: 'Client ID' });
    await userEvent.setup().type(input, ' 7c1e<b> ');
    expect(input.value).toBe(' 7c1e<b> ');
    expect(['autocomplete', 'autocapitalize', 'spellcheck'].map((name) => input.getAttribute(name))).toEqual(['off', 'off', 'false']);
  });

  test('a tick stands beside what was asked for', async () => {
    const { container, rerender } = render(TextInput, { value: 'x' });
    expect(container.querySelector('svg')).toBeNull();
    await rerender({ confirmed: true });
    expect(container.querySelector('svg')).not.toBeNull();
  });

  test('can be disabled', async () => {
    render(TextInput, { disabled: true, value: 'as it is' });
    const input = screen.getByRole<HTMLInputElement>('textbox');
    await userEvent.setup().type(input, 'more');
    expect(input.value).toBe('as it is');
  });

  test('an area keeps its lines', async () => {
    render(TextArea, { 'aria-label': 'Notes', rows: 3 });
    const area = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Notes' });
    await userEvent.setup().type(area, 'one{Enter}two');
    expect(area.value).toBe('one\ntwo');
    expect(area.rows).toBe(3);
  });
});

describe('a passphrase', () => {
  test('is hidden, shown on request, and stays what it is', async () => {
    const user = userEvent.setup();
    const { container } = render(PasswordInput);
    const input = container.querySelector('input') as HTMLInputElement;
    await user.type(input, 'correct horse');
    expect([input.type, input.autocomplete, input.getAttribute('spellcheck')]).toEqual(['password', 'off', 'false']);
    await user.click(screen.getByRole('button', { name: 'Show what is typed' }));
    expect([input.type, input.value]).toEqual(['text', 'correct horse']);
    const hide = screen.getByRole('button', { name: 'Hide what is typed' });
    expect(hide.getAttribute('aria-pressed')).toBe('true');
    hide.focus();
    await user.keyboard('{Enter}');
    expect([input.type, input.value]).toEqual(['password', 'correct horse']);
  });
});

describe('search', () => {
  test('is cleared, and the focus is back in it', async () => {
    const user = userEvent.setup();
    render(SearchInput, { placeholder: 'Search the list', keys: 'mod+f' });
    const box = screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search the list' });
    expect(screen.getByText('Ctrl F')).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
    await user.type(box, 'harbour');
    await user.click(screen.getByRole('button', { name: 'Clear' }));
    expect(box.value).toBe('');
    expect(document.activeElement).toBe(box);
  });

  test('as a launcher it is a button that opens what searches', async () => {
    const launch = vi.fn();
    const user = userEvent.setup();
    render(SearchInput, { placeholder: 'Search or run a command', keys: 'mod+k', launch, width: 264 });
    expect(screen.queryByRole('searchbox')).toBeNull();
    await user.tab();
    await user.keyboard('{Enter}');
    await user.click(screen.getByRole('button', { name: /^Search or run a command/ }));
    expect(launch).toHaveBeenCalledTimes(2);
  });
});

describe('a check box', () => {
  test('is checked by its words and by Space', async () => {
    const user = userEvent.setup();
    render(Checkbox, { children: words('Only what went wrong') });
    const box = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Only what went wrong' });
    await user.click(screen.getByText('Only what went wrong'));
    expect(box.checked).toBe(true);
    box.focus();
    await user.keyboard(' ');
    expect(box.checked).toBe(false);
  });

  test('shows that some are chosen, also after a press that changes nothing', async () => {
    render(Checkbox, { label: 'Select all rows', indeterminate: true });
    const box = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Select all rows' });
    expect(box.indeterminate).toBe(true);
    await userEvent.setup().click(box);
    expect(box.indeterminate, 'the owner said some, and says so still').toBe(true);
  });

  test('disabled it stays as it is', async () => {
    const onchange = vi.fn();
    render(Checkbox, { label: 'here already', checked: true, disabled: true, onchange });
    const box = screen.getByRole<HTMLInputElement>('checkbox');
    await userEvent.setup().click(box);
    expect([box.checked, onchange.mock.calls.length]).toEqual([true, 0]);
  });
});

test('a switch is a switch, on or off at once', async () => {
  const onchange = vi.fn();
  const user = userEvent.setup();
  const { rerender } = render(Switch, { label: 'Compact rows', onchange });
  const control = screen.getByRole<HTMLInputElement>('switch', { name: 'Compact rows' });
  await user.tab();
  await user.keyboard(' ');
  expect([control.checked, onchange.mock.calls.length]).toEqual([true, 1]);
  await rerender({ disabled: true });
  await user.click(control);
  expect(control.checked, 'a disabled one keeps its state').toBe(true);
});

test('an exact text is asked for: case and outer spaces pass, anything else doesn’t', async () => {
  const user = userEvent.setup();
  const { container } = render(ConfirmText, { label: 'Type the domain', expected: 'brightwater.org' });
  const input = screen.getByRole('textbox', { name: 'Type the domain' });
  const isConfirmed = () => container.querySelector('.tick') !== null;
  expect(isConfirmed(), 'nothing typed').toBe(false);
  await user.type(input, 'brightwater.or');
  expect(isConfirmed()).toBe(false);
  await user.type(input, 'g ');
  expect(isConfirmed()).toBe(true);
  await user.clear(input);
  await user.type(input, ' BrightWater.org');
  expect(isConfirmed()).toBe(true);
  await user.type(input, '.uk');
  expect(isConfirmed()).toBe(false);
});
