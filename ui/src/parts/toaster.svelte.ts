import type { IconName } from './icons';

/** What is said at the bottom right. Never the only place of a message. */
export interface Toast {
  id: number;
  title: string;
  text?: string | undefined;
  tone: 'ok' | 'bad' | 'warn' | 'info';
  icon?: IconName | undefined;
  action?: { label: string; onclick: () => void; quiet?: boolean | undefined } | undefined;
  /** Stays until it is dismissed: a person must do something. */
  stays: boolean;
}

/** How long one is seen, in milliseconds. */
export const TOAST_TIME = 6000;

/** The toasts of the window, newest last. */
export class Toaster {
  toasts = $state<Toast[]>([]);
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #next = 1;

  /** Says something; the answer takes it back. Errors stay unless told otherwise. */
  show(toast: Omit<Toast, 'id' | 'stays' | 'tone'> & Partial<Pick<Toast, 'stays' | 'tone'>>): () => void {
    const tone = toast.tone ?? 'ok';
    const made: Toast = { ...toast, id: this.#next++, tone, stays: toast.stays ?? tone === 'bad' };
    this.toasts = [...this.toasts.slice(-3), made];
    this.resume(made);
    return () => this.dismiss(made.id);
  }

  dismiss(id: number): void {
    this.hold(id);
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  /** The pointer or the focus is on it: it stays. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  /** It may go again. */
  resume(toast: Toast): void {
    this.hold(toast.id);
    if (toast.stays) return;
    this.#timers.set(toast.id, setTimeout(() => this.dismiss(toast.id), TOAST_TIME));
  }
}

export const toaster = new Toaster();
