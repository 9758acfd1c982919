/** When a view is whole: every command is answered, fonts are here, and nothing moves. */
import { inEveryLanguage } from './words.js';

/** Frames in a row: what is drawn of one answer may ask for the next. */
const FRAMES = 3;

/** Each page of a context counts the commands that it waits for. */
export function countCommands(context) {
  return context.addInitScript(() => {
    const { fetch } = window;
    window.unanswered = 0;
    window.fetch = async (...args) => {
      if (!String(args[0]).endsWith('/rpc')) return fetch(...args);
      window.unanswered += 1;
      try {
        const response = await fetch(...args);
        return new Response(await response.arrayBuffer(), response);
      } finally {
        window.unanswered -= 1;
      }
    };
  });
}

/** Waits until nothing is being read and nothing moves, for some frames in a row; with `pending`, for the fonts alone. */
export async function quiet(page, pending = false) {
  await page.evaluate(() => document.fonts.ready.then(() => (window.quietFrames = 0)));
  if (pending) return;
  const wanted = { frames: FRAMES, words: inEveryLanguage('Reading…') };
  await page.waitForFunction(({ frames, words }) => {
    const isRead = window.unanswered === 0 && document.querySelector('[aria-busy="true"]') === null && words.every((word) => !document.body.textContent.includes(word));
    const isStill = document.getAnimations().every(({ playState }) => playState !== 'running');
    window.quietFrames = isRead && isStill ? window.quietFrames + 1 : 0;
    return window.quietFrames >= frames;
  }, wanted);
}
