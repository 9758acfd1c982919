/** What the invented world answers about other computers' statuses, HubSpot's CLI, the network, and calls that keep accounts alive. */
import type { Commands, SessionView, SettingsView, WorldView } from '../bindings/contract';
import { ProblemError } from './host';
import type { SampleHost } from './sample';
import { checkProxy } from './sample-network';

type Answers = { [K in keyof Commands]?: (args: Commands[K][0]) => Commands[K][1] };

/** What the CLI knows beside one that is here already. */
const cliAccounts: [number, string | null, Commands['cli_accounts'][1]['accounts'][number]['account_type']][] = [
  [50_118_204, 'tern-dev', 'app_developer'],
  [146_990_112, 'repro-eu', 'developer_test'],
  [147_002_391, null, 'developer_test'],
];

export function addStatusAnswers(host: SampleHost): void {
  const enter = host.answerTo('world_enter');
  const saveSettings = host.answerTo('settings_save');
  /** Everything a session says of a world that can be changed, or can't. */
  const lookAt = (world: WorldView, shared: SessionView['shared']) => {
    host.session = { ...host.session, world, shared, view_only: shared !== null || host.session.settings.view_only };
  };
  const answers: Answers = {
    account_keep_alive: ({ hub_id }) => keepAlive(host, hub_id),
    cli_accounts: () => ({
      path: '/home/maya/.hscli/config.yml',
      accounts: [
        ...host.world.accounts.slice(0, 1).map(({ hub_id, name, account_type }) => ({ hub_id, name, account_type })),
        ...cliAccounts.map(([hub_id, name, account_type]) => ({ hub_id, name, account_type })),
      ].map((account) => ({ ...account, known: host.world.accounts.some(({ hub_id }) => hub_id === account.hub_id) })),
    }),
    status_share: () => ({ path: '/home/maya/portalkeeper-status.json' }),
    status_open: () => {
      const made_at = Date.now() - 2 * 86_400_000;
      lookAt('shared', { made_at, file: '/home/maya/Downloads/portalkeeper-status.json', world: 'hubspot' });
      return { session: host.answerTo('session_get')({}) as SessionView };
    },
    world_enter: ({ world }) => {
      lookAt(world, null);
      return enter({ world }) as SessionView;
    },
    settings_save: (changed) => {
      const settings = { ...host.session.settings, ...changed };
      checkProxy(settings);
      settings.proxy_url = settings.proxy_url.replace(/\/\/[^/]*@/, '//');
      host.session = { ...host.session, view_only: settings.view_only || host.session.shared !== null };
      return saveSettings({ ...settings }) as SettingsView;
    },
  };
  for (const [name, answer] of Object.entries(answers)) host.answer(name, (args: never) => structuredClone((answer as (args: never) => unknown)(args)));
}


function keepAlive(host: SampleHost, hubId: number): Commands['account_keep_alive'][1] {
  const account = host.world.accounts.find(({ hub_id }) => hub_id === hubId);
  if (!account?.keep_alive_by) throw new ProblemError({ code: 'NoTokenForAccount', args: {} });
  const now = Date.now();
  Object.assign(account, { last_call_at: now, expires_at_the_earliest: account.account_type === 'developer_test' ? now + 90 * 86_400_000 : null });
  host.tell({ event: 'accounts_changed' });
  return {
    http_status: 200,
    took_ms: 184,
    correlation_id: '0190f4b2-6c1e-7b4e-9d35-1f0a2b3c4d5e',
    rate_limit: { max: 110, remaining: 109, interval_ms: 10_000 },
    refreshed: false,
    hub_id: account.hub_id,
    name: account.name,
    account_type: account.account_type,
    data_hosting: 'eu1',
    time_zone: 'Europe/Berlin',
  };
}
