/**
 * What a screen reader is told at every view, as committed text. A change is looked at and then
 * written anew with `UPDATE=1 npm test -- outlines`.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atEveryView } from '../harness/looks.js';
import { useBrowser } from '../harness/scene.js';

useBrowser();

const folder = join(import.meta.dirname, '../snapshots');
const update = process.env.UPDATE === '1';

/** What differs from run to run: times, ports, ids, fingerprints, folders. */
function normal(text, { port, bridge, practice }) {
  const ports = [port, ...[bridge.base, practice?.api, practice?.pages].filter(Boolean).map((url) => new URL(url).port)];
  let normal = text;
  for (const one of ports) normal = normal.replaceAll(new RegExp(`(?<!\\d)${one}(?!\\d)`, 'g'), '<port>');
  return normal
    .replaceAll(/\b\d+ of (\d+) left in \d+ s\b/g, '<n> of $1 left')
    .replaceAll(/\bstate=[\w-]{16,}/g, 'state=<state>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
    .replaceAll(/\b[0-9A-F]{4} [0-9A-F]{4}\b/g, '<fingerprint>')
    .replaceAll(/\/\S*keeper-e2e-\w+|[~/]\S*\/tests\/e2e\b/g, '<folder>')
    .replaceAll(/\S+ holds it \(process \d+/g, '<holder> holds it (process <pid>')
    .replaceAll(/\b(?:\d+ (?:seconds?|minutes?|hours?|days?|s|min|h)) ago\b|\bjust now\b/g, '<ago>')
    .replaceAll(/\b(?:next try )?in \d+ (?:s|min|h)\b|\bnext try \d\d:\d\d|\btrying now\b|\brefreshing…/g, '<soon>')
    // Before what looks like a time of day: ten minutes are 10:00.
    .replaceAll(/\b(?:\d+:\d\d|\d+ (?:s|min)) left\b/g, '<left>')
    .replaceAll(/\b(?:Yesterday|Today)?,? ?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*(?: \d{4})?(?:,? \d\d:\d\d)?/g, '<moment>')
    .replaceAll(/\b(?:Yesterday |Today )?\d\d:\d\d(?::\d\d)?\b/g, '<moment>')
    .replaceAll(/\banswered (\d+) in \d+ ms/g, 'answered $1 in <n> ms')
    .replaceAll(/\b[\d.,]+ [kM]B\b/g, '<size>')
    .replaceAll(/\b((?:hubspot|practice)-)\d{4}-\d\d-\d\d/g, '$1<day>')
    .replaceAll(/(term: [^\n]*\((?:ms|MB|s)\)\s+- definition: )[^\n]+/g, '$1<n>')
    .replaceAll(/(term: Direction\s+- definition: )[^\n]+/g, '$1<which>')
    .replaceAll(/\b\d+ lines\b/g, '<n> lines')
    .replaceAll(/\b\d+ secrets\b/g, '<n> secrets');
}

async function outline(page, set) {
  const modal = page.locator('[role="dialog"][aria-modal="true"]');
  // The sidebar is the same nearly everywhere: it is looked at by itself. What is opened stands outside of the page.
  const opened = page.locator('[role="menu"], [role="dialog"]:not([aria-modal="true"])');
  const places = (await modal.count()) > 0 ? [modal.last()] : [...(await page.getByRole('main').all()), ...(await opened.all())];
  const texts = await Promise.all(places.map((place) => place.ariaSnapshot()));
  return `${normal(texts.join('\n'), set)}\n`;
}

atEveryView('outline', {}, async (page, view, set) => {
  if (view.frame !== undefined) compare(view.frame, `${normal(await page.getByRole('navigation', { name: 'Main' }).ariaSnapshot(), set)}\n`);
  // A list of what happened is as long as what happened; its lines are looked at elsewhere.
  if (!view.grows) compare(view.name, await outline(page, set));
});

function compare(name, found) {
  const path = join(folder, `${name}.yml`);
  if (update) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, found);
    return;
  }
  assert.ok(existsSync(path), `${path} is missing: UPDATE=1 npm test -- outlines`);
  assert.equal(found, readFileSync(path, 'utf8'), `${name} is told otherwise now`);
}
