import type { Attachment } from 'svelte/attachments';

/** After how many milliseconds a tooltip appears. */
export const TIP_DELAY = 400;

/** The one tooltip of the window: what it says and what it belongs to. */
class Tips {
  shown = $state.raw<{ text: string; owner: HTMLElement } | undefined>(undefined);
  #timer: ReturnType<typeof setTimeout> | undefined;

  await(text: string, owner: HTMLElement): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.shown = { text, owner }), TIP_DELAY);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.shown = undefined;
  }
}

export const tips = new Tips();

/**
 * A tooltip for an element: `{@attach tip('23 Nov 2026, 10:31')}`. With `whenClipped` it appears
 * only where the element's text is cut off. It costs two listeners, so tables may be full of it.
 */
export function tip(text: string, whenClipped = false): Attachment<HTMLElement> {
  return (element) => {
    const show = () => {
      if (!whenClipped || element.scrollWidth > element.clientWidth) tips.await(text, element);
    };
    const hide = () => tips.hide();
    const shows = ['pointerenter', 'focusin'] as const;
    const hides = ['pointerleave', 'pointerdown', 'focusout', 'keydown'] as const;
    shows.forEach((name) => element.addEventListener(name, show));
    hides.forEach((name) => element.addEventListener(name, hide));
    return () => {
      shows.forEach((name) => element.removeEventListener(name, show));
      hides.forEach((name) => element.removeEventListener(name, hide));
      if (tips.shown?.owner === element) tips.hide();
    };
  };
}
