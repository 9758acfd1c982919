import { mount } from 'svelte';
import { call, useHost } from './api';
import { chooseHost } from './host/choose';
import type { Host } from './host/host';
import { setLanguage, type Language } from './i18n';
import './styles/base.css';

/** The development server can show the window with an invented world: `/?sample`, `/?sample=-1` for a first start, `&language=de` in German. */
async function findHost(): Promise<Host> {
  const asked = new URLSearchParams(window.location.search);
  const sample = asked.get('sample');
  if (!import.meta.env.DEV || sample === null) return chooseHost();
  const { SampleHost } = await import('./host/sample');
  return new SampleHost({ count: sample === '' ? 62 : Number(sample), pace: 150, practice: asked.has('practice'), language: asked.get('language') === 'de' ? 'de' : 'en' });
}

/** How long the window stays empty while the program is asked for its language, in milliseconds. */
const SOON = 400;

/** A program that doesn't answer soon is told of in English; the window begins anew when it speaks another language. */
function askLanguage(): Promise<Language> {
  const asked = call('session_get').then(({ language }) => language, (): Language => 'en');
  const late = new Promise<Language>((resolve) => setTimeout(() => resolve('en'), SOON));
  return Promise.race([asked, late]);
}

const target = document.getElementById('app');
if (target) {
  useHost(await findHost());
  const language = await askLanguage();
  setLanguage(language);
  document.documentElement.lang = language;
  // Only now: modules may keep a text from the moment they are read.
  const { default: App } = await import('./App.svelte');
  mount(App, { target });
}
