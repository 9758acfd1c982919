/** What ran, a line each; what failed is told once more at the end, before `N passed, N failed`. */

function line(mark, { name, details }) {
  return `${mark} ${name} (${Math.round(details.duration_ms)} ms)\n`;
}

/** A failed test's own words, indented. */
function story(data) {
  const cause = data.details.error?.cause ?? data.details.error;
  return `${line('FAIL', data)}${String(cause?.stack ?? cause).replaceAll(/^/gm, '      ')}\n`;
}

export default async function* report(events) {
  let passed = 0;
  const failures = [];
  for await (const { type, data } of events) {
    if (type === 'test:pass') {
      passed += 1;
      yield line('ok  ', data);
    } else if (type === 'test:fail') {
      failures.push(story(data));
      yield failures.at(-1);
    }
  }
  yield* failures;
  yield `${passed} passed, ${failures.length} failed\n`;
}
