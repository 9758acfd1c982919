/** WCAG 2.2 AA by axe: what a page breaks, in words. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** @param {string[]} rules instead of AA's: single rules by name */
export async function violations(page, rules = []) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const runOnly = rules.length > 0 ? { type: 'rule', values: rules } : { type: 'tag', values: AA };
  const found = await page.evaluate((only) => window.axe.run(document, { runOnly: only, resultTypes: ['violations'] }), runOnly);
  return found.violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.slice(0, 4).map(inWords).join('\n')}`);
}

function inWords({ html, failureSummary }) {
  return `    ${html.slice(0, 200)}\n    ${failureSummary?.split('\n').slice(1, 3).join(' ')}`;
}
