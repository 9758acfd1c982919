/** Where a refused refresh token is said: at the app, at the token, at the hub ID, or below all of them. */
import type { Finding as ContractFinding } from '../../bindings/contract';
import { explain, toFinding } from '../../catalogue';
import { t } from '../../i18n';
import type { Finding, Fix } from '../../parts/findings';
import { router } from '../../router.svelte';
import type { Adoption } from '../../state/adoption.svelte';
import { apps } from '../../state/apps.svelte';
import { environmentWord } from '../installation/row';
import { adding } from './adding.svelte';

type Place = 'app' | 'token' | 'hub_id';

const places: Record<string, Place> = {
  AppUnknown: 'app',
  ClientIdMissing: 'app',
  ClientIdRefused: 'app',
  ClientSecretMissing: 'app',
  ClientSecretRefused: 'app',
  EndpointVersionMissing: 'app',
  ProfileRefused: 'app',
  AccountGone: 'token',
  InstallationExists: 'token',
  RefreshRejected: 'token',
  RefreshTokenOfOtherApp: 'token',
  TokenForOtherApp: 'token',
  TokenForOtherAccount: 'hub_id',
};

/** Whether a field says it. */
export function isAtField(code: string): boolean {
  return Object.hasOwn(places, code);
}

/** What is said at one field. `refocus` leads back to where the token is pasted. */
export function findingsAt(place: Place, adoption: Adoption, refocus: () => void): Finding[] {
  const { problem } = adoption.attempt;
  if (problem === null || places[problem.code] !== place) return [];
  const code = problem.code as ContractFinding['code'];
  const told = toFinding({ code, level: 'block', args: problem.args }, fixes(code, problem.args, adoption, refocus));
  return [told];
}

function fixes(code: string, args: Record<string, unknown>, adoption: Adoption, refocus: () => void): Fix[] {
  switch (code) {
    case 'TokenForOtherApp':
      return otherApps(args['belongs_to'], adoption, refocus);
    case 'TokenForOtherAccount':
      return foundHubId(args['found_hub_id'], adoption, refocus);
    case 'InstallationExists':
      return openIt(args['installation']);
    case 'RefreshRejected':
    case 'AccountGone':
      return [{ label: t('adopt.install_instead'), onclick: () => install(adoption) }];
    case 'AppUnknown':
      return [];
    default:
      return places[code] === 'app' ? [{ label: explain({ code }).action ?? t('adopt.open_app'), onclick: () => openApp(adoption) }] : [];
  }
}

/** The apps kept here that have that name: there may be one for each environment. */
function otherApps(name: unknown, adoption: Adoption, refocus: () => void): Fix[] {
  const others = (apps.list ?? []).filter((app) => app.name === name && app.id !== adoption.app);
  return others.map(({ id, name: app, environment }) => ({
    label: others.length === 1 ? t('adopt.choose_app', { app }) : t('adopt.choose_app_in', { app, environment: environmentWord(environment) }),
    onclick: () => {
      adoption.app = id;
      corrected(adoption, refocus);
    },
  }));
}

function foundHubId(found: unknown, adoption: Adoption, refocus: () => void): Fix[] {
  if (typeof found !== 'number') return [];
  const use = () => {
    adoption.hubText = String(found);
    corrected(adoption, refocus);
  };
  return [{ label: t('adopt.use_hub_id', { hub: String(found) }), onclick: use }];
}

/** What was wrong is put right; the token must be pasted again. */
function corrected(adoption: Adoption, refocus: () => void): void {
  adoption.attempt.problem = null;
  refocus();
}

function openIt(id: unknown): Fix[] {
  if (typeof id !== 'string') return [];
  return [{ label: t('adopt.open_it'), onclick: () => leave(() => router.go({ name: 'installation', id })) }];
}

function install({ app, hubId }: Adoption): void {
  leave(() => router.go({ name: 'install' }, { ...(app === undefined ? {} : { app }), ...(hubId === undefined ? {} : { hub_id: String(hubId) }) }));
}

function openApp({ app }: Adoption): void {
  if (app !== undefined) leave(() => router.go({ name: 'app', id: app, tab: 'auth' }));
}

function leave(go: () => void): void {
  go();
  adding.close();
}
