/** The rule of the parts: each has a test, and each stands in the gallery. */
import { expect, test } from 'vitest';

type Sources = Record<string, string>;
const parts: Sources = import.meta.glob<string>('./*.svelte', { query: '?raw', import: 'default', eager: true });
const tests: Sources = import.meta.glob<string>('./*.test.ts', { query: '?raw', import: 'default', eager: true });
const fixtures: Sources = import.meta.glob<string>('./fixtures/*.svelte', { query: '?raw', import: 'default', eager: true });
// What floats at the root of the window stands around the gallery, too.
const gallery: Sources = import.meta.glob<string>(['../gallery/*.svelte', '../App.svelte'], { query: '?raw', import: 'default', eager: true });

const nameOf = (path: string) => path.replace(/^.*\/|\.svelte$/g, '');

/** The components that these sources import. */
function imported(sources: Sources): Set<string> {
  const found = Object.values(sources).flatMap((source) => [...source.matchAll(/from '[./\w]*\/(\w+)\.svelte'/g)]);
  return new Set(found.map(([, name]) => name ?? ''));
}

/** Parts that are used neither by these sources nor by a part that they use. */
function lacking(of: Sources, sources: Sources): string[] {
  const reached = imported(sources);
  for (const name of reached) {
    for (const inner of imported({ it: of[`./${name}.svelte`] ?? '' })) reached.add(inner);
  }
  return Object.keys(of).map(nameOf).filter((name) => !reached.has(name));
}

/** Parts that no test imports, by itself or in a fixture. */
function untested(of: Sources, by: Sources, within: Sources): string[] {
  const used = imported(by);
  const through = Object.fromEntries(Object.entries(within).filter(([path]) => used.has(nameOf(path))));
  const known = new Set([...used, ...imported(through)]);
  return Object.keys(of).map(nameOf).filter((name) => !known.has(name));
}

test('every part has a test', () => {
  expect(Object.keys(parts).length, 'the parts are where they were').toBeGreaterThan(50);
  expect(untested(parts, tests, fixtures)).toEqual([]);
});

test('every part stands in the gallery', () => {
  expect(lacking(parts, gallery)).toEqual([]);
});

test('what breaks these rules is found', () => {
  const of = { './A.svelte': "import B from './B.svelte';", './B.svelte': '', './C.svelte': '' };
  expect(lacking(of, { page: "import A from '../parts/A.svelte';" })).toEqual(['C']);
  const fixture = { './fixtures/F.svelte': "import B from '../B.svelte';", './fixtures/Unused.svelte': "import C from '../C.svelte';" };
  expect(untested(of, { test: "import F from './fixtures/F.svelte';" }, fixture)).toEqual(['A', 'C']);
});
