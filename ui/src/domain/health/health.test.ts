import { render, screen } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { setLanguage } from '../../i18n';
import { hasToken, healthFamilies, healthMeaning, healthTone, healthWord, isHealth, needsPerson } from './health';
import HealthLabel from './HealthLabel.svelte';
import HealthStrip from './HealthStrip.svelte';
import { fillStrip, lastRefusal, STRIP_LENGTH } from './strip';

const all = healthFamilies.flat();
const words: Record<string, string> = {
  healthy: 'Healthy',
  unproven: 'Unproven',
  retrying: 'Retrying',
  scopes_behind: 'Scopes behind',
  needs_reauthorization: 'Needs reauthorization',
  app_problem: 'App problem',
  token_unreadable: 'Token unreadable',
  secret_unavailable: 'Secret unavailable',
  quarantined: 'Quarantined',
  held: 'Held',
  revoked: 'Revoked',
  uninstalled: 'Uninstalled',
};

describe('health', () => {
  test.each(all)('%s has a word, a meaning and a silhouette of its own', (health) => {
    const { container } = render(HealthLabel, { health });
    expect(screen.getByText(words[health] ?? '')).toBeTruthy();
    expect(healthMeaning(health)).not.toContain('meaning_');
    expect(container.querySelector('svg')?.getAttribute('aria-hidden'), 'the word says it').toBe('true');
  });

  test('no two silhouettes are alike', () => {
    const shapes = all.map((health) => render(HealthLabel, { health }).container.querySelector('svg')?.innerHTML);
    expect(new Set(shapes).size).toBe(all.length);
  });

  test('is a closed list of twelve', () => {
    expect(all).toHaveLength(12);
    expect(all.every(isHealth)).toBe(true);
    expect(isHealth('toString')).toBe(false);
  });

  test('only matrix cells may shorten a word', () => {
    expect(healthWord('needs_reauthorization', true)).toBe('Reauthorize');
    expect(healthWord('secret_unavailable', true)).toBe('No secret');
    expect(healthWord('scopes_behind', true)).toBe('Scopes behind');
    setLanguage('de');
    const longest = Math.max(...all.map((health) => healthWord(health, true).length));
    setLanguage('en');
    expect(longest, 'a cell is 114 wide').toBeLessThan(14);
  });

  test('"has a token" is the first family, "needs a person" the second', () => {
    expect(all.filter(hasToken)).toEqual(['healthy', 'unproven', 'retrying', 'scopes_behind']);
    expect(all.filter(needsPerson)).toEqual(['needs_reauthorization', 'app_problem', 'token_unreadable', 'secret_unavailable', 'quarantined']);
    expect(healthTone('quarantined')).toBe('warn');
  });
});

describe('the strip', () => {
  test('has 60 bars, the newest at its end', () => {
    const few = fillStrip([{ result: 'ok' }]);
    expect(few).toHaveLength(STRIP_LENGTH);
    expect(few.at(-1)?.result).toBe('ok');
    const many = fillStrip([{ result: 'refused' }, ...Array.from({ length: 60 }, () => ({ result: 'ok' as const }))]);
    expect(many.some(({ result }) => result === 'refused')).toBe(false);
  });

  test('says in words what it shows', () => {
    render(HealthStrip, { proofs: [{ result: 'ok' }, { result: 'refused', at: '26 Oct' }] });
    expect(screen.getByRole('img').getAttribute('aria-label')).toBe(
      'The last 60 proofs, oldest first: 1 proven good, 1 refused, 58 no proof',
    );
  });

  test('knows the last refusal', () => {
    const bars = fillStrip([{ result: 'refused', at: '1 Oct' }, { result: 'refused', at: '2 Oct' }, { result: 'ok' }]);
    expect(lastRefusal(bars)?.at).toBe('2 Oct');
    expect(lastRefusal(fillStrip([]))).toBeUndefined();
  });
});
