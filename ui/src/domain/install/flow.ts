/** What a flow is about, in words. */
import type { AppView, FlowView } from '../../bindings/contract';
import { formatTime } from '../../format';
import { t } from '../../i18n';
import type { FlowWatch } from '../../state/flow-watch.svelte';

export function flowTitle({ app_name: app, from_elsewhere, renews }: FlowView): string {
  if (from_elsewhere) return t('install.title_armed', { app });
  return t(renews === null ? 'install.title_named' : 'install.title_renew', { app });
}

/** The facts beside its steps. */
export function flowFacts(flow: FlowView, app: AppView | undefined, answered: FlowWatch['answered']) {
  const redirect = { name: t('install.redirect_url'), value: flow.redirect_url, mono: true };
  const started = { name: t('install.fact_started'), value: formatTime(flow.started_at) };
  if (flow.from_elsewhere) {
    return [{ name: t('install.fact_account'), value: t('install.account_elsewhere') }, redirect, started];
  }
  return [
    { name: t('install.fact_account'), value: accountOf(flow, answered) },
    ...(flow.hub_id === null ? [] : [{ name: t('install.fact_hub_id'), value: t('install.fact_hub_id_value', { hub_id: String(flow.hub_id) }) }]),
    redirect,
    { name: t('install.fact_scopes'), value: scopesOf(app) },
    started,
  ];
}

function accountOf(flow: FlowView, answered: FlowWatch['answered']): string {
  const known = flow.account_name ?? answered?.account_name;
  return known ?? t(flow.hub_id === null ? 'install.account_browser' : 'common.missing');
}

function scopesOf(app: AppView | undefined): string {
  if (app === undefined) return t('common.missing');
  const count = app.required_scopes.length + app.conditionally_required_scopes.length;
  return t('install.fact_scopes_value', { count, optional: app.optional_scopes.length });
}
