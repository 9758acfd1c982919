/** What jsdom lacks and the parts need: sizes, observers, scrolling. */
import '@testing-library/svelte/vitest';
import { configure } from '@testing-library/svelte';

// Ends what hangs; what works is seen as soon as it is there, also on a busy machine.
configure({ asyncUtilTimeout: 10_000 });

class NoResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

globalThis.ResizeObserver ??= NoResizeObserver;
globalThis.IntersectionObserver ??= NoResizeObserver as unknown as typeof IntersectionObserver;
Element.prototype.scrollTo ??= function scrollTo() {};
Element.prototype.scrollIntoView ??= function scrollIntoView() {};
Element.prototype.hasPointerCapture ??= () => false;
Element.prototype.releasePointerCapture ??= () => undefined;
Element.prototype.animate ??= () => ({ finished: Promise.resolve(), cancel() {} }) as unknown as Animation;
window.matchMedia ??= (media) =>
  ({ media, matches: false, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList;

// Every element is 1200 by 360, so that a virtual list has a window to fill.
Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { configurable: true, value: 360 });
Object.defineProperty(HTMLElement.prototype, 'offsetWidth', { configurable: true, value: 1200 });
Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, value: 360 });
const box = { x: 0, y: 0, top: 0, left: 0, right: 1200, bottom: 360, width: 1200, height: 360, toJSON: () => '' };
Element.prototype.getClientRects = () => [box] as unknown as DOMRectList;
