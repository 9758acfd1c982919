/**
 * Reauthorizations, one after the other: each opens one page of the browser, and the next begins
 * when the former has ended. A single one is a queue of one.
 */
import { call, onEvent, toProblem, type ProblemError } from '../api';
import type { Event, FlowView, InstallationId } from '../bindings/contract';
import { coalesce } from './coalesce';
import { isRunning } from './flows.svelte';

export interface QueueItem {
  id: InstallationId;
  app: string;
  account: string;
}

/** How one ended. */
export interface QueueResult {
  item: QueueItem;
  /** Null where it couldn't even be started. */
  flow: FlowView | null;
  problem: ProblemError | null;
}

const telling: ReadonlySet<Event['event']> = new Set([
  'install_started',
  'install_advanced',
  'install_failed',
  'installation_added',
  'grant_quarantined',
]);

export class ReauthorizeQueue {
  /** The one in the browser now. */
  item = $state.raw<QueueItem | null>(null);
  flow = $state.raw<FlowView | null>(null);
  waiting = $state.raw<QueueItem[]>([]);
  /** How many of this run have ended. */
  done = $state(0);
  /** Told once for each that ends. */
  onend: ((result: QueueResult) => void) | undefined;
  readonly #check = coalesce(() => this.#askOnce());
  #unhear: (() => void) | undefined;

  get running(): boolean {
    return this.item !== null;
  }

  get total(): number {
    return this.done + this.waiting.length + (this.item === null ? 0 : 1);
  }

  /** Whether this installation is in the browser or waits for it. */
  has(id: InstallationId): boolean {
    return this.item?.id === id || this.waiting.some((waiting) => waiting.id === id);
  }

  /** Adds to the end; begins if nothing runs. */
  async add(items: readonly QueueItem[]): Promise<void> {
    this.#unhear ??= onEvent((event) => {
      if (telling.has(event.event) && this.flow !== null) void this.#check();
    });
    this.waiting = [...this.waiting, ...items.filter(({ id }) => !this.has(id))];
    if (!this.running) {
      this.done = 0;
      await this.#next();
    }
  }

  /** Gives up on the one in the browser and goes on with the next. */
  async skip(): Promise<void> {
    const flow = this.flow;
    if (flow === null) return;
    // One that ended a moment ago can't be cancelled; its own end goes on.
    await call('install_cancel', { flow: flow.flow }).catch(() => undefined);
    await this.#check();
  }

  /** Nothing further is opened; the one in the browser is cancelled. */
  async stop(): Promise<void> {
    this.waiting = [];
    await this.skip();
  }

  /** Ends listening. */
  leave(): void {
    this.#unhear?.();
    this.#unhear = undefined;
  }

  /** Opens the page of the running one again. */
  async openAgain(): Promise<void> {
    if (this.flow !== null) await call('install_open_browser', { flow: this.flow.flow });
  }

  /** Forgets everything: another world is shown. */
  reset(): void {
    Object.assign(this, { item: null, flow: null, waiting: [], done: 0 });
  }

  async #next(): Promise<void> {
    const [item, ...rest] = this.waiting;
    this.waiting = rest;
    this.item = item ?? null;
    this.flow = null;
    if (item === undefined) return;
    try {
      const { flow } = await call('installation_reauthorize', { id: item.id });
      this.flow = await call('install_status', { flow });
      // It may have ended before its name was known. Not awaited: this may be part of a check.
      void this.#check();
    } catch (thrown) {
      this.#failToStart(item, toProblem(thrown));
    }
  }

  /** What keeps one from starting would keep the others, too. */
  #failToStart(item: QueueItem, problem: ProblemError): void {
    this.waiting = [];
    this.item = null;
    this.flow = null;
    this.onend?.({ item, flow: null, problem });
  }

  async #askOnce(): Promise<void> {
    const { item, flow: former } = this;
    if (item === null || former === null) return;
    const flow = await call('install_status', { flow: former.flow }).catch(() => null);
    if (flow === null || this.flow?.flow !== flow.flow) return;
    this.flow = flow;
    if (isRunning(flow)) return;
    this.done += 1;
    this.onend?.({ item, flow, problem: flow.problem === null ? null : toProblem(flow.problem) });
    await this.#next();
  }
}

export const queue = new ReauthorizeQueue();
