/**
 * A world to look at: five apps on a dozen accounts, in every health that HubSpot and people can
 * bring about, each brought about for real: uninstalled by the customer, a rotated secret, faults,
 * a wider profile, a wrong account, revoked, uninstalled.
 */
import { consent, ends, install, navigate, profileOf, refresh, saveApp } from './desk.js';

const support = {
  email: 'apps@keeper-works.example',
  phone: '',
  documentation_url: 'https://keeper-works.example/docs',
  support_url: 'https://keeper-works.example/help',
};

const profiles = {
  'Invoice Sync': { environment: 'production', description: 'Copies invoices and their line items into the ledger every night.', support },
  'Call Notes': { environment: 'production', description: 'Writes a summary of each call to the contact.', support },
  'Warehouse Link': { environment: 'staging', description: 'Orders and stock, both ways.', support },
  'Survey Bridge': { environment: 'staging', description: 'Answers of surveys become tickets.', support },
  'Route Planner': { environment: 'production', description: 'Plans the visits of a day.', support },
};

/** App, account, and how many hours ago: the oldest first. */
const plan = [
  ['Invoice Sync', 'Harbour Dental', 220],
  ['Invoice Sync', 'Fern Street Bakery', 220],
  ['Invoice Sync', 'Old Mill Sandbox', 220],
  ['Call Notes', 'Harbour Dental', 220],
  ['Call Notes', 'Quarry Foods', 220],
  ['Survey Bridge', 'Lantern Books', 220],
  ['Warehouse Link', 'Harbour Dental', 75],
  ['Route Planner', 'Sunday Gardens', 75],
  ['Survey Bridge', 'Practice Test 03', 75],
  ['Call Notes', 'Juniper Travel', 75],
  ['Invoice Sync', 'Copper Kettle Hotel', 26],
  ['Warehouse Link', 'Practice Test 01', 26],
  ['Invoice Sync', 'Practice Test 01', 26],
  ['Call Notes', 'Practice Test 02', 26],
  ['Route Planner', 'Quarry Foods', 26],
  ['Invoice Sync', 'Old Mill Cycles', 3],
  ['Warehouse Link', 'Sunday Gardens', 3],
];

/** Builds it; what it answers names what a picture needs. With a past not everything is "just now". */
export async function buildWorld(scene, past = false) {
  const apps = {};
  const ids = {};
  const key = (app, account) => `${app} on ${account}`;
  for (const hours of [220, 75, 26, 3]) {
    if (past) await scene.bridge.restart(hours);
    if (hours === 220) {
      await quiet(scene);
      for (const [name, more] of Object.entries(profiles)) apps[name] = await saveApp(scene, name, more);
    }
    const now = plan.filter(([, , at]) => at === hours);
    for (const [app, account] of now) ids[key(app, account)] = await install(scene, apps[app], account);
    const former = plan.filter(([, , at]) => at > hours).map(([app, account]) => ids[key(app, account)]);
    // What is never tried again is Unproven in the end.
    if (former.length > 0) await refresh(scene, former.filter((id) => id !== ids['Call Notes on Juniper Travel']));
  }
  if (past) await scene.bridge.restart();
  await hurt(scene, apps, ids);
  return { apps, ids };
}

/** Only what is asked for is proven, so that pictures stay as they are. */
async function quiet({ bridge }) {
  const { settings } = await bridge.call('session_get');
  await bridge.call('settings_save', { ...settings, daily_proof: false });
}

async function hurt(scene, apps, ids) {
  const { bridge, practice } = scene;
  const clientId = (name) => practice.app(name).client_id;
  const hubId = (name) => practice.account(name).hub_id;
  await practice.order('uninstall', { client_id: clientId('Invoice Sync'), hub_id: hubId('Harbour Dental') });
  await practice.order('uninstall', { client_id: clientId('Call Notes'), hub_id: hubId('Quarry Foods') });
  await practice.order('faults', { endpoint: 'refresh', status: 503, count: 500, client_id: clientId('Invoice Sync'), hub_id: hubId('Copper Kettle Hotel') });
  await practice.order('rotate-secret', { client_id: clientId('Survey Bridge') });
  const troubled = ['Invoice Sync on Harbour Dental', 'Call Notes on Quarry Foods', 'Invoice Sync on Copper Kettle Hotel', 'Survey Bridge on Lantern Books', 'Invoice Sync on Old Mill Cycles', 'Call Notes on Harbour Dental'];
  await refresh(scene, troubled.map((name) => ids[name]));
  await widen(scene, apps);
  await wrongAccount(scene, ids['Invoice Sync on Old Mill Sandbox'], hubId('Juniper Travel'));
  await hold(scene, apps['Warehouse Link'], hubId('Practice Test 04'));
  await bridge.call('installation_revoke', { id: ids['Call Notes on Practice Test 02'], confirm_domain: practice.account('Practice Test 02').domain });
  await bridge.call('installation_uninstall', { id: ids['Warehouse Link on Practice Test 01'] });
  await annotate(scene, ids);
}

/** The app wants one scope more than what is installed has. */
async function widen({ bridge, practice, redirectUrl }, apps) {
  const app = practice.app('Route Planner');
  const required_scopes = [...app.required_scopes, 'crm.objects.contacts.read'];
  await practice.order('app', { client_id: app.client_id, required_scopes });
  const { client_secret: _, ...profile } = profileOf({ ...app, required_scopes }, redirectUrl, profiles['Route Planner']);
  await bridge.call('app_save', { app: { ...profile, id: apps['Route Planner'] } });
}

/** Somebody was signed in to another account. */
async function wrongAccount(scene, id, hub) {
  const { flow, authorize_url } = await scene.bridge.call('installation_reauthorize', { id, open_browser: false });
  await ends(scene, flow, () => consent(scene, authorize_url.replace(/\/oauth\/\d+\//, `/oauth/${hub}/`), hub));
}

/** HubSpot gave out tokens, and doesn't say for whom. */
async function hold({ bridge, practice, redirectUrl }, app, hub) {
  await practice.order('faults', { endpoint: 'introspect', status: 502, count: 1, hub_id: hub });
  await practice.order('faults', { endpoint: 'introspect', kind: 'timeout', count: 500, hub_id: hub });
  const { authorize_url } = await bridge.call('install_start', { app, redirect_url: redirectUrl, hub_id: hub, open_browser: false });
  const { redirect } = await practice.order('approve', { authorize_url, hub_id: hub });
  const held = (event) => event.event === 'installations_changed' || event.event === 'install_advanced';
  await bridge.until(held, () => {
    // Its page is answered when HubSpot has spoken; nobody waits for that here.
    navigate(redirect).catch(() => undefined);
  });
}

async function annotate({ bridge }, ids) {
  const write = (id, notes, tags) => bridge.call('installation_annotate', { id, notes, tags, keep_alive: 'daily' });
  await write(ids['Invoice Sync on Harbour Dental'], 'Finance is Ines Duarte. She is out until Tuesday.', ['key account', 'nightly']);
  await write(ids['Call Notes on Harbour Dental'], '', ['key account']);
  await write(ids['Invoice Sync on Practice Test 01'], 'Used by the nightly checks.', ['nightly']);
}
