import { BridgeHost } from './bridge';
import type { Host } from './host';
import { TauriHost } from './tauri';

/** The host of this page: Tauri inside the app's window, else the bridge that served the page. */
export function chooseHost(): Host {
  if ('__TAURI_INTERNALS__' in window) return new TauriHost();
  return new BridgeHost(bridgeBase(window.location));
}

/** `?bridge=` names another bridge, for a page from the development server; loopback only. */
export function bridgeBase(location: Pick<Location, 'origin' | 'search'>): string {
  const named = new URLSearchParams(location.search).get('bridge');
  const base = named !== null && isLoopback(named) ? named : location.origin;
  return base.replace(/\/+$/, '');
}

function isLoopback(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
