import { mount } from 'svelte';
import App from './App.svelte';
import { useHost } from './api';
import { chooseHost } from './host/choose';
import type { Host } from './host/host';
import './styles/base.css';

/** The development server can show the window with an invented world: `/?sample`, `/?sample=-1` for a first start. */
async function findHost(): Promise<Host> {
  const sample = new URLSearchParams(window.location.search).get('sample');
  if (!import.meta.env.DEV || sample === null) return chooseHost();
  const { SampleHost } = await import('./host/sample');
  return new SampleHost({ count: sample === '' ? 62 : Number(sample), pace: 150, practice: window.location.search.includes('practice') });
}

const target = document.getElementById('app');
if (target) {
  useHost(await findHost());
  mount(App, { target });
}
