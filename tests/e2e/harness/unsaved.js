/** What the disk and the secrets of apps bring about: answers that aren't saved, damaged tokens, a batch that was stopped. */
import { see } from './see.js';
import { alter, letPass, tell } from './wire.js';

const full = { code: 'DiskFull', since: Date.UTC(2026, 10, 18, 9, 30) };
const unreadable = { health: 'token_unreadable', code: 'TokenUnreadable' };
const rowOf = (page) => see(page.getByRole('row').filter({ hasText: 'Harbour Dental' }).first());

/** The window begins anew at a place. */
async function anew(page, set, hash) {
  await page.goto('about:blank');
  await page.goto(`${set.bridge.base}/${hash}`);
}

/** The list while answers wait; their rows say so, too. */
function unsaved(answers) {
  return async (page, set) => {
    await alter(page, 'session_get', (view) => (view.unsaved = { answers, ...full }));
    await alter(page, 'installation_query', ({ rows }) => {
      const told = rows.filter(({ health }) => health === 'healthy').slice(0, answers);
      for (const row of told) Object.assign(row, { health: 'retrying', code: 'AnswerUnsaved' });
    });
    await anew(page, set, '#/installations');
    await rowOf(page);
    await see(page.locator('.banner.unsaved'));
  };
}

async function quitAsked(page, set) {
  await unsaved(1)(page, set);
  await tell(page, [{ event: 'quit_asked' }]);
  await see(page.getByRole('dialog'));
}

async function damagedList(page, set) {
  await alter(page, 'installation_query', ({ rows, facets }) => {
    Object.assign(rows.find(({ health }) => health === 'healthy'), unreadable);
    Object.assign(facets.health, { healthy: facets.health.healthy - 1, token_unreadable: 1 });
  });
  await anew(page, set, '#/installations');
  await see(page.getByText('Token unreadable').first());
}

async function damaged(page, set) {
  await alter(page, 'installation_get', (one) => Object.assign(one, unreadable, { next_try_at: null }));
  await anew(page, set, `#/installations/${set.world.ids['Invoice Sync on Old Mill Cycles']}`);
  await see(page.getByRole('heading', { name: 'Timeline', exact: true }));
  await see(page.getByText('Token unreadable').first());
}

/** Told while the list is on screen. */
function told(events, ready) {
  return async (page, set) => {
    await anew(page, set, '#/installations');
    await rowOf(page);
    await tell(page, events);
    await ready(page);
  };
}

const stopped = [
  { event: 'refresh_progressed', batch: 'b', done: 3, total: 18, failed: 0 },
  { event: 'refresh_finished', batch: 'b', summary: { proven: 3, refused: 0, postponed: 0, skipped: 15, cancelled: 0 }, problem: { code: 'DiskFull', args: {} } },
];
const refused = [{ event: 'secret_checked', app: 'a', result: 'refused', recovered: 0, code: 'ClientSecretRefused' }];

const view = (name, go) => ({ name, world: /** @type {const} */ ('filled'), go, after: letPass });

/** @type {import('./views.js').views} */
export const unsavedViews = [
  view('unsaved', unsaved(2)),
  view('unsaved-quit', quitAsked),
  view('installations-unreadable', damagedList),
  view('installation-unreadable', damaged),
  view('batch-stopped', told(stopped, (page) => see(page.getByText('Stopped', { exact: true })))),
  view('secret-refused', told(refused, (page) => see(page.getByText('HubSpot refused the secret')))),
];
