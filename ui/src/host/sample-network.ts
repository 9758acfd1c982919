/** What the invented world answers about proxy and trust. */
import type { Commands, NetworkView, SettingsView } from '../bindings/contract';
import { ProblemError } from './host';
import type { SampleHost } from './sample';

type Answers = { [K in keyof Commands]?: (args: Commands[K][0]) => Commands[K][1] };

const company = { subject: 'CN=Tern Software CA, O=Tern Software', sha256: '3A91C07F5E2B64D8'.repeat(4), expires_at: Date.UTC(2031, 4, 1) };

export function addNetworkAnswers(host: SampleHost): void {
  const saveSettings = host.answerTo('settings_save');
  let credentials = false;
  const keep = (saved: boolean) => {
    credentials = saved;
    return seen();
  };
  const seen = (): NetworkView => {
    const { proxy, proxy_url, certificates } = host.session.settings;
    return {
      proxy: proxy === 'named' ? { address: proxy_url, source: 'settings', variable: null } : null,
      proxy_credentials: credentials,
      certificates: certificates === null ? [] : [company],
      problem: null,
      ignored_variables: [],
    };
  };
  const answers: Answers = {
    network_get: seen,
    proxy_credentials_save: () => keep(true),
    proxy_credentials_remove: () => keep(false),
    certificates_choose: () => saveSettings({ ...host.session.settings, certificates: '/home/maya/certificates/company.pem' }) as SettingsView,
  };
  for (const [name, answer] of Object.entries(answers)) host.answer(name, (args: never) => structuredClone((answer as (args: never) => unknown)(args)));
}

/** Refuses what isn't a proxy's address. */
export function checkProxy({ proxy, proxy_url }: SettingsView): void {
  const url = URL.canParse(proxy_url) ? new URL(proxy_url) : undefined;
  const fits = url !== undefined && ['http:', 'https:', 'socks5:'].includes(url.protocol) && url.host !== '';
  if (proxy === 'named' && !fits) throw new ProblemError({ code: 'ProxyShape', args: {} });
}
