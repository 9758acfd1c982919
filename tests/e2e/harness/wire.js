/** What goes between window and bridge, held up or answered otherwise: states that nothing else can bring about for long. */

/** @param {(name: string, route: import('playwright-core').Route) => Promise<unknown> | undefined} meet */
function meetCalls(page, meet) {
  return page.route('**/rpc', (route) => {
    const { name } = route.request().postDataJSON();
    return meet(name, route) ?? route.fallback();
  });
}

/** These commands meet a problem. */
export function refuse(page, names, problem) {
  return meetCalls(page, (name, route) => (names.includes(name) ? route.fulfill({ json: { problem: { args: {}, ...problem } } }) : undefined));
}

/** A command is answered as a desktop would that these tests don't have; what was asked is kept. */
export async function answer(page, wanted, ok) {
  const asked = [];
  await meetCalls(page, (name, route) => {
    if (name !== wanted) return undefined;
    asked.push(route.request().postDataJSON().args);
    return route.fulfill({ json: { ok } });
  });
  return asked;
}

/** These commands are never answered: the window goes on waiting. */
export function hold(page, names) {
  return meetCalls(page, (name) => (names.includes(name) ? Promise.resolve() : undefined));
}

/** The answer of a command comes with something changed in it. */
export function alter(page, wanted, change) {
  return meetCalls(page, (name, route) => (name === wanted ? pass(route, change) : undefined));
}

async function pass(route, change) {
  const response = await route.fetch();
  const json = await response.json();
  change(json.ok);
  await route.fulfill({ response, json });
}

/** Everything passes again, and the window begins anew: nothing of it stays. */
export async function letPass(page) {
  const place = page.url();
  // Away first: a window that is answered at last may begin anew by itself.
  await page.goto('about:blank');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.goto(place);
  await page.locator('[data-page-heading]').first().waitFor();
}

/** Each page of a context keeps what it listens by, so that it can be told events. */
export function keepListeners(context) {
  return context.addInitScript(() => {
    const { EventSource } = window;
    window.listeners = [];
    window.EventSource = class extends EventSource {
      constructor(...args) {
        super(...args);
        window.listeners.push(this);
      }
    };
  });
}

/** The window hears these events, as if the program had told them of all worlds. */
export function tell(page, events) {
  return page.evaluate((told) => {
    for (const event of told) for (const { onmessage } of window.listeners) onmessage?.({ data: JSON.stringify({ world: null, ...event }) });
  }, events);
}
