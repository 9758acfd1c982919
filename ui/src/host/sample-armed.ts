/** What the invented world answers while an installation that was started elsewhere is waited for. */
import type { AppView, Commands, FlowView, InstallationView } from '../bindings/contract';
import { ProblemError } from './host';
import type { SampleHost } from './sample';

const FIVE_MINUTES = 300_000;
const THREE_MINUTES = 180_000;
const nothing = {} as Record<string, never>;

/** A flow at its beginning, as the program would tell it. */
export function newFlow(about: Pick<FlowView, 'app' | 'app_name' | 'redirect_url'> & Partial<FlowView>): FlowView {
  const started_at = Date.now();
  return {
    flow: crypto.randomUUID(),
    state: 'waiting',
    step: 'authorize',
    hub_id: null,
    account_name: null,
    authorize_url: null,
    from_elsewhere: false,
    listening: about.redirect_url.startsWith('http:'),
    stray_hits: 0,
    refused_hits: [],
    https_knocks: 0,
    arrived_at: null,
    started_at,
    expires_at: started_at + 600_000,
    renews: null,
    installation: null,
    problem: null,
    ...about,
  };
}

export function addArmedAnswers(host: SampleHost, flows: Map<string, FlowView>, appOf: (id: string) => AppView): void {
  const armed = () => [...flows.values()].find(({ from_elsewhere, state }) => from_elsewhere && (state === 'waiting' || state === 'asking'));
  const change = (flow: FlowView, changed: Partial<FlowView>) => {
    Object.assign(flow, changed);
    host.tell({ event: 'install_advanced', flow: flow.flow });
  };

  host.comeFromElsewhere = (id) => {
    const flow = flows.get(id);
    if (flow?.state !== 'waiting') return;
    change(flow, { state: 'asking', listening: false, arrived_at: Date.now(), expires_at: Date.now() + THREE_MINUTES });
  };

  host.answer('install_arm', ({ app, redirect_url }: Commands['install_arm'][0]): Commands['install_arm'][1] => {
    const other = armed();
    if (other) throw new ProblemError({ code: 'ArmedAlready', args: { flow: other.flow, redirect_url: other.redirect_url } });
    const { name: app_name } = appOf(app);
    const flow = newFlow({ app, app_name, redirect_url, from_elsewhere: true, expires_at: Date.now() + FIVE_MINUTES });
    flows.set(flow.flow, flow);
    host.tell({ event: 'install_started', flow: flow.flow });
    if (host.pace > 0) setTimeout(() => host.comeFromElsewhere(flow.flow), host.pace * 60);
    return { flow: flow.flow, expires_at: flow.expires_at };
  });

  host.answer('install_confirm', ({ flow: id }: Commands['install_confirm'][0]): Commands['install_confirm'][1] => {
    const flow = flows.get(id);
    if (flow?.state !== 'asking') throw new ProblemError({ code: 'FlowExpired', args: {} });
    change(flow, { state: 'exchanging', step: 'exchange' });
    setTimeout(() => {
      const grant = makeGrant(host, appOf(flow.app));
      change(flow, { state: 'quarantined', step: 'save', installation: grant.id, problem: { code: 'GrantUnconfirmed' } });
      host.tell({ event: 'grant_quarantined', id: grant.id });
    }, host.pace * 10);
    return structuredClone(flow);
  });

  host.answer('grant_revoke', ({ id }: Commands['grant_revoke'][0]) => {
    if (host.one(id).tokens?.shared_with.length !== 0) throw new ProblemError({ code: 'TokenShared', args: {} });
    host.answerTo('grant_discard')({ id });
    return nothing;
  });
}

/** An installation by somebody whose account isn't known here. */
function makeGrant(host: SampleHost, app: AppView): InstallationView {
  const [like] = host.world.installations;
  if (like === undefined) throw new ProblemError({ code: 'InstallationUnknown', args: {} });
  const grant: InstallationView = {
    ...structuredClone(like),
    id: crypto.randomUUID(),
    kind: 'grant',
    app: app.id,
    app_name: app.name,
    environment: app.environment,
    hub_id: 8_823_140,
    account_name: null,
    domain: null,
    account_type: 'unknown',
    health: 'quarantined',
    code: 'GrantUnconfirmed',
    installed_by: null,
    hubspot_status: null,
    correlation_id: null,
    error_at: null,
    proven_at: null,
    authorized_at: Date.now(),
    unconfirmed: { name: 'Copper Kettle Hotel', domain: 'copperkettle.example', user: 'ines@copperkettle.example', renews: null },
    proofs: [],
  };
  host.world.installations.push(grant);
  return grant;
}
