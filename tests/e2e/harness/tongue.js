/** A German window, found by the English words that the scenes know. */
import { inGerman } from './words.js';

const finders = new Set(['getByRole', 'getByText', 'getByLabel', 'getByPlaceholder', 'getByTitle', 'filter', 'locator']);
const options = ['name', 'hasText'];

/** The page, or something found on it, that takes English words and looks for German ones. */
export function speakingGerman(found) {
  return new Proxy(found, {
    get(target, key) {
      const value = target[key];
      if (typeof value !== 'function') return value;
      return (...args) => spoken(value.apply(target, finders.has(key) ? args.map((arg, at) => germanOf(key, arg, at, args)) : args));
    },
  });
}

/** Answers that can be searched again go on in German. */
function spoken(answer) {
  if (Array.isArray(answer)) return answer.map(spoken);
  if (answer instanceof Promise) return answer.then((value) => (Array.isArray(value) ? value.map(spoken) : value));
  return typeof answer?.getByRole === 'function' && typeof answer.goto !== 'function' ? speakingGerman(answer) : answer;
}

function germanOf(key, arg, at, args) {
  const isWords = at === 0 && key !== 'getByRole' && key !== 'locator' && key !== 'filter';
  if (isWords) return inGerman(arg, args[1]?.exact === true);
  if (arg === null || typeof arg !== 'object') return arg;
  const changed = options.filter((name) => arg[name] !== undefined).map((name) => [name, inGerman(arg[name], arg.exact === true)]);
  return { ...arg, ...Object.fromEntries(changed) };
}
