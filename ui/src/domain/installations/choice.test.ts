import { describe, expect, test } from 'vitest';
import { allHealths, fromFilter, isNarrowed, readChoice, refine, savedViews, toFilter, writeChoice } from './choice';

describe('the address of the list', () => {
  test('an empty one leaves out what is gone, and is written as nothing', () => {
    const choice = readChoice({});
    expect(toFilter(choice, []).healths).toEqual(allHealths.filter((health) => health !== 'revoked' && health !== 'uninstalled'));
    expect(writeChoice(choice)).toEqual({});
    expect(isNarrowed(choice)).toBe(false);
  });

  test.each([
    {},
    { q: 'kestrel', app: 'a1,a2', type: 'sandbox', tag: 'pilot', sort: 'proven', order: 'down' },
    { health: 'any' },
    { health: 'not:healthy' },
    { health: 'needs_reauthorization,held', hub: '123' },
    { tag: 'a%2Cb' },
    ...savedViews.map((view) => ({ view })),
  ])('%o is read and written as it was', (query) => {
    expect(writeChoice(readChoice(query as Record<string, string>))).toEqual(query);
  });

  test.each([
    {},
    { q: 'kestrel', app: 'a1,a2', type: 'sandbox', tag: 'pilot', sort: 'proven', order: 'down' },
    { health: 'any', hub: '123' },
    { health: 'not:healthy' },
    { health: 'needs_reauthorization,held' },
  ])('%o is what its own filter says', (query) => {
    const choice = readChoice(query as Record<string, string>);
    expect(writeChoice(fromFilter(toFilter(choice, []), choice.sort))).toEqual(query);
  });

  test('columns stand in it only beside the view that they change', () => {
    expect(writeChoice(readChoice({ mine: 'A, b?', cols: 'account,health,splendid,tags' }))).toEqual({ mine: 'A, b?', cols: 'account,health,tags' });
    expect(writeChoice(readChoice({ cols: 'account' }))).toEqual({});
    expect(isNarrowed(readChoice({ mine: 'A', cols: 'account' }))).toBe(false);
  });

  test('nonsense in it is left out', () => {
    const choice = readChoice({ health: 'splendid', sort: 'colour', hub: '12x', view: 'mine', type: 'portal' });
    expect(choice).toMatchObject({ healths: [], view: undefined, hubId: undefined, types: [], sort: { by: 'health' } });
  });
});

describe('saved views', () => {
  test('"has a token" and "needs a person" are what support means by it', () => {
    expect(toFilter(readChoice({ view: 'has_token' }), []).healths).toEqual(['healthy', 'unproven', 'retrying', 'scopes_behind']);
    expect(toFilter(readChoice({ view: 'needs_person' }), []).healths).toEqual(['needs_reauthorization', 'app_problem', 'token_unreadable', 'secret_unavailable', 'quarantined']);
  });

  test('production without a production app shows nothing, not everything', () => {
    expect(toFilter(readChoice({ view: 'production' }), []).apps).toHaveLength(1);
    expect(toFilter(readChoice({ view: 'production' }), ['p']).apps).toEqual(['p']);
  });

  test('another filter on a view keeps what the view let through', () => {
    const refined = refine(readChoice({ view: 'production' }), { tags: ['pilot'] }, ['p']);
    expect(writeChoice(refined)).toEqual({ app: 'p', tag: 'pilot' });
  });
});
