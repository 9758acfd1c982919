import { expect, test } from 'vitest';
import contract from './bindings/contract.ts?raw';
import { explain, explainBriefly, knownCodes, toFinding } from './catalogue';

const declared = [...(/export type Code = ([^;]+);/.exec(contract)?.[1] ?? '').matchAll(/"(\w+)"/g)].map(([, code]) => code ?? '');

test('every code of the contract has a row, and no row is left over', () => {
  expect(declared.length).toBeGreaterThan(80);
  expect([...knownCodes].sort()).toEqual([...declared, 'HostUnreachable'].sort());
});

test.each(knownCodes)('%s reads well with none of its arguments', (code) => {
  const { title, sentence, hint } = explain({ code });
  const text = [title, sentence.map((run) => run.text).join(''), hint].join(' ');
  expect(title).not.toBe('');
  expect(hint).not.toBe('');
  expect(title).not.toMatch(/\.$/);
  expect(text).not.toMatch(/[[\]{}|]/);
  expect(text).not.toMatch(/ {2}| [.,;]|\.\./);
  expect(text).not.toMatch(/oops|please|successful|!/i);
});

test('what is known is said, and what is not is left out', () => {
  const busy = explain({ code: 'RedirectPortBusy', args: { port: 3000, holder: 'node', pid: 48213 } });
  expect(busy.title).toBe('Port 3000 is busy');
  expect(busy.sentence.map((run) => run.text).join('')).toContain('node holds it (process 48213). The browser');
  const holderless = explain({ code: 'RedirectPortBusy', args: { port: 3000, holder: null } });
  expect(holderless.sentence.map((run) => run.text).join('')).toBe('The browser’s answer would go there instead of here, and be used up.');
});

test('the other part of a choice is said when the first can’t be', () => {
  expect(explain({ code: 'ScopeUnknown', args: { nearest: 'tickets' } }).sentence).toContainEqual({ text: 'tickets', style: 'mono' });
  expect(explain({ code: 'ScopeUnknown', args: { nearest: null } }).sentence[0]?.text).toContain('HubSpot refuses');
});

test('what is filled in is text, never markup', () => {
  const { sentence } = explain({ code: 'ConsentDenied', args: { error: '**x** [y] {z}' } });
  expect(sentence).toContainEqual({ text: '**x** [y] {z}', style: 'mono' });
});

test('hub IDs aren’t grouped, limits are', () => {
  const text = (code: string, args: Record<string, unknown>) => explain({ code, args }).sentence.map((run) => run.text).join('');
  expect(text('AccountMismatch', { expected_hub_id: 25194463, found_hub_id: 5520194 })).toContain('hub ID 25194463 and came from hub ID 5520194.');
  expect(text('TextTooLong', { limit: 8192 })).toContain('8,192');
});

test('a code among the arguments is told by its title', () => {
  const { sentence } = explain({ code: 'AppFaultOpen', args: { cause: 'ClientSecretRefused' } });
  expect(sentence.map((run) => run.text).join('')).toContain('The client secret is refused. Until');
});

test('a code from a newer program is told as a fault, with its own name', () => {
  expect(explain({ code: 'FromTheFuture' })).toMatchObject({ code: 'FromTheFuture', title: explain({ code: 'Internal' }).title });
  expect(explainBriefly({ code: 'DiskFull' })).toBe('The disk is full.');
});

test('a finding takes the weight that the program gave it', () => {
  expect(toFinding({ code: 'ScopeUnknown', level: 'warn' })).toMatchObject({ level: 'warn', cause: 'No scope we know.', code: 'ScopeUnknown' });
  expect(toFinding({ code: 'NameInvalid', level: 'block' }).level).toBe('error');
});
