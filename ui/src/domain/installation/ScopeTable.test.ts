import { render, screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import type { ScopeDriftView } from '../../bindings/contract';
import ScopeTable from './ScopeTable.svelte';

const drift = (scope: string, meaning: ScopeDriftView['meaning'], more: Partial<ScopeDriftView> = {}): ScopeDriftView => ({
  scope,
  meaning,
  wanted: meaning !== 'surplus',
  requested: meaning !== 'added_since',
  granted: meaning === 'surplus' || meaning === 'fine',
  cost: null,
  can_be_dropped_by_reauthorizing: false,
  ...more,
});

test('a lack says what it costs, a surplus whether reauthorizing drops it', () => {
  render(ScopeTable, {
    scopes: [
      drift('crm.export', 'conditional_lost', { cost: 'Export records.' }),
      drift('tickets', 'surplus', { can_be_dropped_by_reauthorizing: true }),
      drift('oauth', 'surplus'),
      drift('files', 'fine'),
    ],
  });
  const row = (name: string) => screen.getByRole('row', { name: new RegExp(name.replace('.', '\\.')) }).textContent ?? '';
  expect(row('crm.export')).toContain('Meanwhile not possible: Export records.');
  expect(row('crm.export')).toContain('Conditionally required');
  expect(row('tickets')).toContain('Reauthorizing drops it');
  expect(row('oauth')).toContain('stays');
  expect(row('files')).not.toContain('Meanwhile');
});
