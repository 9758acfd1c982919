/** What the guide has pages about: the healths, every code of the catalogue, and the keyboard. */
import { explain, isKnownCode, knownCodes } from '../../catalogue';
import { t } from '../../i18n';
import { healthFamilies, healthMeaning, healthWord, isHealth, type Health } from '../health/health';

export type Topic = { kind: 'health'; health: Health } | { kind: 'code'; code: string } | { kind: 'keys' };

/** The topic of the keyboard's page. */
export const keysTopic = 'keys';

export const healths: readonly Health[] = healthFamilies.flat();

/** Where a code is met, in the order in which a person meets them. The first rule that fits decides. */
const rules = [
  ['page', /^Page[A-Z]/],
  ['hubspot', /^(HubSpot(?!AppId)|RateLimited|Account(Locked|Gone)|AnswerUnexpected|Code(Refused|Verifier)|RedirectUrlMismatch|Client(Id|Secret)Refused|Refresh|ProfileRefused|AccessToken|ScopeNotGranted|Endpoint|AppFaultOpen)/],
  ['authorize', /^(Flow|Armed|Paste|Consent|Browser|LinkUnexpected|Redirect(Nonsense|State|Listener)|GrantUnconfirmed|InstallLimit|AccountCannotHost|AuthorizeHostRegion)/],
  ['redirects', /^(Redirect|Relay|Scheme|Link)/],
  ['scopes', /^Scope/],
  ['files', /^(File|Folder|AppFi(le|eld)|Placeholder|Project|CliConfig|Status|Import)/],
  ['vault', /^(Vault|Keyring|NoSlot|Passphrase|Seal)/],
  ['installations', /^(Installation|Account|AppMismatch|Grant|Token|NoToken|Uninstall|Confirmation|Batch|Snapshot)/],
  ['app', /^(App|Name|Text|Client|HubSpotAppId|Email|Url|Authorize|Api|Pkce)/],
  ['program', /./],
] as const;

export type Area = (typeof rules)[number][0];

/** In this order they stand in the guide: from an app's form to this computer. */
export const areas: readonly Area[] = ['app', 'scopes', 'redirects', 'authorize', 'page', 'hubspot', 'installations', 'files', 'vault', 'program'];

/** These say that all is well: they have a page, and no place among what can go wrong. */
export const fineCodes: readonly string[] = ['CheckPassed', 'RelayPublished'];

export function areaOf(code: string): Area {
  return rules.find(([, rule]) => rule.test(code))?.[0] ?? 'program';
}

/** Every code that tells of something wrong, in the order of the guide. */
export const wrongCodes: readonly string[] = areas.flatMap((area) => knownCodes.filter((code) => !fineCodes.includes(code) && areaOf(code) === area));

export function readTopic(text: string): Topic | undefined {
  if (text === keysTopic) return { kind: 'keys' };
  if (isHealth(text)) return { kind: 'health', health: text };
  return isKnownCode(text) ? { kind: 'code', code: text } : undefined;
}

/** The codes before and after one, as the guide has them. */
export function neighbours(code: string): { previous: string | undefined; next: string | undefined } {
  const at = wrongCodes.indexOf(code);
  return at < 0 ? { previous: undefined, next: undefined } : { previous: wrongCodes[at - 1], next: wrongCodes[at + 1] };
}

const tokenTurns: readonly Health[] = ['needs_reauthorization', 'app_problem', 'token_unreadable', 'secret_unavailable', 'revoked', 'uninstalled'];

/** What each health can turn into, by an answer of HubSpot's, by time, or by what a person does. */
const turns: Record<Health, readonly Health[]> = {
  healthy: ['unproven', 'retrying', 'scopes_behind', ...tokenTurns],
  unproven: ['healthy', 'retrying', 'scopes_behind', ...tokenTurns],
  retrying: ['healthy', 'scopes_behind', ...tokenTurns],
  scopes_behind: ['healthy', 'unproven', 'retrying', ...tokenTurns],
  needs_reauthorization: ['healthy', 'scopes_behind'],
  app_problem: ['healthy', 'unproven', 'retrying', 'scopes_behind', 'needs_reauthorization', 'token_unreadable', 'secret_unavailable'],
  token_unreadable: ['healthy', 'scopes_behind'],
  secret_unavailable: ['healthy', 'unproven', 'retrying', 'scopes_behind', 'app_problem', 'token_unreadable'],
  quarantined: ['healthy', 'scopes_behind'],
  held: ['healthy', 'scopes_behind', 'quarantined'],
  revoked: ['healthy', 'scopes_behind'],
  uninstalled: ['healthy', 'scopes_behind'],
};

export function turnsOf(health: Health): readonly Health[] {
  return turns[health];
}

/** The healths that hold every word of a search. */
export function findHealths(search: string): Health[] {
  return healths.filter((health) => holds([healthWord(health), healthMeaning(health), t(`guide.health_${health}_about`)], search));
}

/** The codes that hold every word of a search: in the code itself, its cause or its way out. */
export function findCodes(search: string): string[] {
  return wrongCodes.filter((code) => {
    const { title, sentence, hint } = explain({ code });
    return holds([code, title, hint, ...sentence.map(({ text }) => text)], search);
  });
}

/** The healths whose word is typed: what the palette offers. */
export function findHealthsByName(search: string): Health[] {
  return healths.filter((health) => holds([healthWord(health)], search));
}

/** The codes whose name or title is typed. */
export function findCodesByName(search: string): string[] {
  return wrongCodes.filter((code) => holds([code, explain({ code }).title], search));
}

/** Whether the keyboard's page holds every word of a search. */
export function keysFound(search: string): boolean {
  return holds([t('guide.keys'), t('guide.keys_aside')], search);
}

function holds(texts: readonly string[], search: string): boolean {
  const whole = texts.join(' ').toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => whole.includes(word));
}
