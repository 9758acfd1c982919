import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from '@tanstack/virtual-core';

interface Options {
  total: () => number;
  rowHeight: () => number;
  /** Where rows differ in height: group heads. Called with a row's place. */
  heightAt?: (index: number) => number;
  /** Stays in the document although it is scrolled away, so that the focus isn't lost. */
  keep: () => number;
  element: () => HTMLElement | null;
}

/** Rows beyond the edges of the screen that are in the document, too. */
const OVERSCAN = 8;

/** TanStack Virtual as runes: which rows of a long list are in the document. */
export class VirtualRows {
  items = $state.raw<VirtualItem[]>([]);
  height = $state(0);
  /** What is on screen and a little more, without the row that is only kept. `to` isn't included. */
  range = $state.raw<{ from: number; to: number } | undefined>(undefined);
  readonly #options: Options;
  readonly #virtualizer: Virtualizer<HTMLElement, Element>;

  /** To be made while a component is set up: it follows the options until that component goes. */
  constructor(options: Options) {
    this.#options = options;
    this.#virtualizer = new Virtualizer<HTMLElement, Element>(this.#settings());
    $effect(() => this.#virtualizer._didMount());
    $effect(() => {
      this.#virtualizer.setOptions(this.#settings());
      this.#virtualizer.measure();
      this.#virtualizer._willUpdate();
      this.#read();
    });
  }

  /** Brings a row into view, no further than needed. */
  scrollTo(index: number): void {
    this.#virtualizer.scrollToIndex(index, { align: 'auto' });
  }

  #settings() {
    const { total, rowHeight, heightAt, keep, element } = this.#options;
    const height = rowHeight();
    const kept = keep();
    return {
      count: total(),
      estimateSize: (index: number) => heightAt?.(index) ?? height,
      getScrollElement: element,
      overscan: OVERSCAN,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const shown = defaultRangeExtractor(range);
        if (kept < 0 || kept >= range.count || shown.includes(kept)) return shown;
        return [...shown, kept].sort((a, b) => a - b);
      },
      onChange: () => this.#read(),
    };
  }

  #read(): void {
    this.items = this.#virtualizer.getVirtualItems();
    this.height = this.#virtualizer.getTotalSize();
    this.range = this.#around();
  }

  #around(): { from: number; to: number } | undefined {
    const { range } = this.#virtualizer;
    const total = this.#options.total();
    if (range === null || total === 0) return undefined;
    return { from: Math.max(0, range.startIndex - OVERSCAN), to: Math.min(total, range.endIndex + 1 + OVERSCAN) };
  }
}
