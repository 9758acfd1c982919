import { hasText, t } from '../../i18n';

/**
 * Health of an installation: a closed list, in the order of its families. Round has a token,
 * pointed or barred needs a person, square waits or is gone.
 */
export const healthFamilies = [
  ['healthy', 'unproven', 'retrying', 'scopes_behind'],
  ['needs_reauthorization', 'app_problem', 'token_unreadable', 'secret_unavailable', 'quarantined'],
  ['held'],
  ['revoked', 'uninstalled'],
] as const;

export type Health = (typeof healthFamilies)[number][number];

/** The colour family of a health: it names the tokens `--<tone>` and `--<tone>-glyph`. */
export type Tone = 'ok' | 'idle' | 'warn' | 'bad' | 'held' | 'lock' | 'gone';

const tones: Record<Health, Tone> = {
  healthy: 'ok',
  unproven: 'idle',
  retrying: 'warn',
  scopes_behind: 'warn',
  needs_reauthorization: 'bad',
  app_problem: 'bad',
  token_unreadable: 'bad',
  secret_unavailable: 'lock',
  quarantined: 'warn',
  held: 'held',
  revoked: 'gone',
  uninstalled: 'gone',
};

export function healthTone(health: Health): Tone {
  return tones[health];
}

/** The word. It may be shortened in matrix cells alone, by its own text: how long a word is depends on the language. */
export function healthWord(health: Health, short = false): string {
  const shortened = `health.short_${health}`;
  return short && hasText(shortened) ? t(shortened) : t(`health.${health}`);
}

export function healthMeaning(health: Health): string {
  return t(`health.meaning_${health}`);
}

/** Whether it counts as "has a token", as support asks. */
export function hasToken(health: Health): boolean {
  return (healthFamilies[0] as readonly Health[]).includes(health);
}

/** Whether a person must do something before it works again. */
export function needsPerson(health: Health): boolean {
  return (healthFamilies[1] as readonly Health[]).includes(health);
}

/** Reads a health that came from outside. */
export function isHealth(text: string): text is Health {
  return Object.hasOwn(tones, text);
}
