/** Batches of refreshes: how far each is, and how it ended. */
import { call, onEvent } from '../api';
import type { BatchId, BatchSummary, BatchView, ChosenRequest, Event, Problem } from '../bindings/contract';
import { coalesce } from './coalesce';

export interface Batch {
  id: BatchId;
  /** What a person called for; empty for one that the program began. */
  label: string;
  total: number;
  done: number;
  /** Of those done, how many weren't good. */
  failed: number;
  /** How those done went, as far as it was asked. */
  summary: BatchSummary;
  /** What stopped it before its end. */
  problem: Problem | null;
  /** When it was seen first, and how many were done by then. */
  seen: { at: number; done: number };
  finished: boolean;
  cancelling: boolean;
}

const nothing: BatchSummary = { proven: 0, refused: 0, postponed: 0, skipped: 0, cancelled: 0 };

export class Batches {
  list = $state<Batch[]>([]);
  /** Told once for each batch that ends. */
  onend: ((batch: Batch) => void) | undefined;
  #unhear: (() => void) | undefined;
  /** Goes up with every world: answers about the former one are dropped. */
  #round = 0;
  readonly #detail = coalesce(() => this.#askDetails());

  listen(): void {
    this.#unhear ??= onEvent((event) => this.#hear(event));
  }

  stop(): void {
    this.#unhear?.();
    this.#unhear = undefined;
  }

  /** Finds the batches that go on: the window is new, or another world is shown. */
  async load(): Promise<void> {
    const round = this.#round;
    const running = await call('batch_list').catch(() => []);
    if (round === this.#round) for (const status of running) this.#find(status);
  }

  /** Forgets everything: another world is shown. */
  reset(): void {
    this.#round += 1;
    this.list = [];
  }

  /** What the status bar shows: the newest that runs, else the newest that ended. */
  get current(): Batch | undefined {
    return this.list.findLast(({ finished }) => !finished) ?? this.list.at(-1);
  }

  get running(): boolean {
    return this.list.some(({ finished }) => !finished);
  }

  /** Begins a batch. Its events may overtake the answer. */
  async start(request: ChosenRequest, label: string): Promise<void> {
    this.list = this.list.filter(({ finished }) => !finished);
    const round = this.#round;
    const { batch, total } = await call('installation_refresh', request);
    if (round !== this.#round) return;
    const entry = this.#entry(batch);
    entry.label = label;
    entry.total = Math.max(total, entry.total);
    // Nothing to do ends without an event.
    if (total === 0) this.#end(entry, { ...nothing }, null);
  }

  async cancel(id: BatchId): Promise<void> {
    const entry = this.#entry(id);
    entry.cancelling = true;
    try {
      await call('batch_cancel', { batch: id });
    } finally {
      entry.cancelling = false;
    }
  }

  /** Takes one that has ended out of the status bar. */
  dismiss(id: BatchId): void {
    this.list = this.list.filter((batch) => batch.id !== id || !batch.finished);
  }

  #hear(event: Event): void {
    if (event.event === 'refresh_progressed') this.#progress(event);
    if (event.event === 'refresh_finished') this.#end(this.#entry(event.batch), event.summary, event.problem);
  }

  #progress({ batch, done, total, failed }: Extract<Event, { event: 'refresh_progressed' }>): void {
    const entry = this.#entry(batch);
    if (entry.finished) return;
    const worse = failed > entry.failed;
    Object.assign(entry, { done: Math.max(done, entry.done), total, failed });
    if (worse) void this.#detail();
  }

  #end(entry: Batch, summary: BatchSummary, problem: Problem | null): void {
    if (entry.finished) return;
    const done = entry.total - summary.cancelled;
    Object.assign(entry, { summary, problem, done, finished: true, failed: summary.refused + summary.postponed + summary.skipped });
    this.onend?.(entry);
  }

  /** Progress says how many failed, not how: that is asked for. */
  async #askDetails(): Promise<void> {
    for (const entry of this.list.filter(({ finished }) => !finished)) {
      const status = await call('batch_status', { batch: entry.id }).catch(() => undefined);
      if (status === undefined || entry.finished) continue;
      Object.assign(entry, { summary: status.summary, problem: status.problem });
    }
  }

  /** One that was begun before anybody here looked. What events have told since is newer. */
  #find({ batch, total, done, summary, problem }: BatchView): void {
    if (this.list.some(({ id }) => id === batch)) return;
    const failed = summary.refused + summary.postponed + summary.skipped;
    Object.assign(this.#entry(batch), { total, done, failed, summary, problem, seen: { at: Date.now(), done } });
  }

  #entry(id: BatchId): Batch {
    const known = this.list.find((batch) => batch.id === id);
    if (known !== undefined) return known;
    const seen = { at: Date.now(), done: 0 };
    this.list.push({ id, label: '', total: 0, done: 0, failed: 0, summary: { ...nothing }, problem: null, seen, finished: false, cancelling: false });
    return this.list.at(-1) as Batch;
  }
}

export const batches = new Batches();
