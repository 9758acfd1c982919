import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import { useHost } from '../../api';
import type { Pasted, ScopeEntry } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { AppForm } from '../../state/app-form.svelte';
import { withFixes } from './fixes';
import { alreadyThere, tellsKinds, toAdd } from './pasted';
import Scopes from './Scopes.svelte';

const entry = (scope: string, group: ScopeEntry['group'], more: Partial<ScopeEntry> = {}): ScopeEntry => ({ scope, group, description: `${scope}.`, status: 'selectable', tier: 'any account', admin_only: false, ...more });
const catalogue = [
  entry('oauth', 'basics'),
  entry('files', 'files'),
  entry('crm.objects.contacts.read', 'crm', { description: 'View contacts.' }),
  entry('crm.export', 'crm', { admin_only: true }),
  entry('automation', 'automation', { tier: 'Marketing Hub Professional+' }),
  entry('contacts', 'crm', { status: 'deprecated' }),
  entry('tickets.old', 'crm', { status: 'docs-spelling' }),
];

async function open(found?: ScopeEntry[], guesses: ScopeEntry[] = [], required?: string[]) {
  const host = new SampleHost({ count: 4 });
  host.answer('scope_search', ({ text }: { text: string }) => {
    const answers = found ?? catalogue.filter(({ scope }) => scope.includes(text));
    const is_guess = answers.length === 0;
    return (is_guess ? guesses : answers).map((one) => ({ ...one, is_guess }));
  });
  useHost(host);
  const form = new AppForm();
  if (required !== undefined) form.draft.required_scopes = required;
  render(Scopes, { form, catalogue });
  return { host, form, user: userEvent.setup(), search: screen.getByRole('combobox', { name: /^Add from/ }) };
}

describe('the catalogue', () => {
  test('is browsed by the parts of HubSpot, with tier and rights said', async () => {
    const { user, search } = await open();
    await user.click(search);
    const list = screen.getByRole('listbox', { name: 'Scopes' });
    expect(within(list).getByText('CRM')).toBeTruthy();
    expect(within(list).getByRole('option', { name: /crm\.export.*Super admin/ })).toBeTruthy();
    expect(within(list).getByRole('option', { name: /automation.*Marketing Hub Professional/ })).toBeTruthy();
    expect(within(list).getByRole('option', { name: /tickets\.old.*Spelled so in the docs/ })).toBeTruthy();
    expect(within(list).queryByRole('option', { name: /^contacts/ }), 'what is no longer accepted isn’t offered').toBeNull();
  });

  test('is narrowed to one part', async () => {
    const { user, search } = await open();
    await user.click(screen.getByLabelText('Part of HubSpot'));
    await user.click(await screen.findByRole('option', { name: 'Automation' }));
    await user.click(search);
    const list = screen.getByRole('listbox', { name: 'Scopes' });
    expect(within(list).getAllByRole('option').length).toBe(1);
  });

  test('is searched by the program, in its order', async () => {
    const { host, user, search } = await open([catalogue[4] as ScopeEntry, catalogue[1] as ScopeEntry]);
    await user.type(search, 'workflows');
    await waitFor(() => expect(screen.getAllByRole('option')[0]?.textContent).toContain('automation'));
    expect(host.calls.find(({ name }) => name === 'scope_search')?.args).toEqual({ text: 'workflows' });
  });

  test('Enter right after the last letter adds what is meant by it', async () => {
    const { form, user, search } = await open();
    await user.type(search, 'files{Enter}');
    await waitFor(() => expect(form.draft.required_scopes).toContain('files'));
    await user.type(search, 'my.own.scope{Enter}');
    await waitFor(() => expect(form.draft.required_scopes).toContain('my.own.scope'));
  });

  const sensitive = entry('crm.objects.contacts.sensitive.read', 'crm');

  test('offers what a slip may mean, and chooses none of it', async () => {
    const { form, user, search } = await open([], [sensitive, catalogue[2] as ScopeEntry], []);
    await user.type(search, 'crm.objects.contact.reed{Enter}');
    await screen.findByText('Not found. Did you mean one of these?');
    await user.keyboard('{Enter}');
    expect(form.draft.required_scopes).toEqual([]);
    expect(screen.getAllByRole('option').some((option) => option.getAttribute('aria-selected') === 'true')).toBe(false);
    expect(search.getAttribute('aria-activedescendant')).toBeNull();
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    expect(form.draft.required_scopes).toEqual(['crm.objects.contacts.read']);
  });

  test('still adds a name as it was typed, by a choice', async () => {
    const { form, user, search } = await open([], [sensitive], []);
    await user.type(search, 'crm.objects.contact.reed');
    await user.click(await screen.findByRole('option', { name: /^Add crm\.objects\.contact\.reed/ }));
    expect(form.draft.required_scopes).toEqual(['crm.objects.contact.reed']);
  });

  test('shows what the app has already, and adds nothing in its place', async () => {
    const { form, user, search } = await open([catalogue[1] as ScopeEntry, sensitive], [], ['files']);
    await user.type(search, 'files');
    const option = await screen.findByRole('option', { name: /files.*Added/ });
    expect(option.getAttribute('aria-disabled')).toBe('true');
    await user.keyboard('{Enter}');
    await user.click(option);
    expect(form.draft.required_scopes).toEqual(['files']);
  });

  test('is searched by name where the program can’t', async () => {
    const { host, user, search } = await open();
    host.refuse('scope_search', { code: 'Internal' });
    await user.type(search, 'export');
    await screen.findByRole('option', { name: /crm\.export/ });
  });
});

describe('a pasted text', () => {
  const pasted: Pasted = {
    scopes: { required_scopes: ['oauth', 'contacts'], conditionally_required_scopes: [], optional_scopes: ['files'] },
    unknown: [{ name: 'crm.objects.contact.read', nearest: 'crm.objects.contacts.read' }, { name: 'x.y.read', nearest: null }],
  };

  async function paste(answer: Pasted) {
    const opened = await open();
    opened.host.answer('scope_parse', () => structuredClone(answer));
    await opened.user.click(screen.getByRole('button', { name: 'Paste a list…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Paste a list of scopes' }));
    await opened.user.click(dialog.getByLabelText('Text with scopes in it'));
    await opened.user.paste('anything');
    return { ...opened, dialog };
  }

  test('keeps the kinds it tells, and what is in the app already is counted', async () => {
    const { form, user, dialog } = await paste(pasted);
    await dialog.findByText('Optional: 1');
    expect(dialog.queryByRole('radiogroup', { name: 'Add as' })).toBeNull();
    expect(dialog.getByText('No longer accepted')).toBeTruthy();
    expect(dialog.getByRole('status').textContent).toContain('1 is in the app already.');
    await user.click(dialog.getByRole('button', { name: 'Use crm.objects.contacts.read' }));
    expect(dialog.getByText('instead of crm.objects.contact.read')).toBeTruthy();
    await user.click(dialog.getByRole('button', { name: 'Leave out x.y.read' }));
    await user.click(dialog.getByRole('button', { name: 'Add 3 scopes' }));
    expect(form.draft.required_scopes).toEqual(['oauth', 'contacts', 'crm.objects.contacts.read']);
    expect(form.draft.optional_scopes).toEqual(['files']);
  });

  test('of one kind alone is put where a person says', async () => {
    const { form, user, dialog } = await paste({ ...pasted, scopes: { ...pasted.scopes, optional_scopes: [] } });
    await user.click(await dialog.findByRole('radio', { name: /^Conditionally required/ }));
    await user.click(dialog.getByRole('button', { name: 'Add 3 scopes' }));
    expect(form.draft.conditionally_required_scopes).toEqual(['contacts', 'crm.objects.contact.read', 'x.y.read']);
  });

  test('names each scope once, whatever is decided', () => {
    expect(tellsKinds(pasted)).toBe(true);
    expect(alreadyThere(pasted, new Set(['oauth', 'files']))).toBe(2);
    const decided = { 'crm.objects.contact.read': 'use', 'x.y.read': 'leave' } as const;
    expect(toAdd(pasted, decided, 'optional_scopes', new Set(['oauth', 'crm.objects.contacts.read']))).toEqual({
      required_scopes: ['contacts'],
      conditionally_required_scopes: [],
      optional_scopes: ['files'],
    });
  });
});

describe('one click puts right', () => {
  test.each([
    ['ScopeKindWrong', 'Move to Required', { belongs_to: 'required' }, ['a', 'oauth'], []],
    ['ScopeKindWrong', 'Take it out', { belongs_to: null }, ['a'], []],
    ['ScopeDeprecated', 'Use the new one', { nearest: 'crm.new' }, ['a'], ['crm.new']],
  ] as const)('%s by “%s”', async (code, label, args, required, optional) => {
    useHost(new SampleHost({ count: 4 }));
    const form = new AppForm();
    form.draft.required_scopes = ['a'];
    form.draft.optional_scopes = ['oauth'];
    const { fixes } = withFixes(form, { code, level: 'warn', field: 'optional_scopes.0', args });
    expect(fixes?.map((fix) => fix.label)).toEqual([label]);
    fixes?.[0]?.onclick();
    expect(form.draft.required_scopes).toEqual(required);
    expect(form.draft.optional_scopes).toEqual(optional);
    form.stop();
  });

  test('a version that ends', () => {
    useHost(new SampleHost({ count: 4 }));
    const form = new AppForm();
    form.draft.api_version = 'v1';
    const { fixes } = withFixes(form, { code: 'ApiVersionEnds', level: 'warn', field: 'api_version', args: { version: 'v1' } });
    fixes?.[0]?.onclick();
    expect(form.draft.api_version).toBe('2026-09');
    form.stop();
  });
});
