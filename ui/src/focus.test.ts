import { afterEach, expect, it } from 'vitest';
import { keepFocus } from './focus';

let end: (() => void) | undefined;

function show(html: string): void {
  document.body.innerHTML = html;
  end = keepFocus();
}

function frame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}

afterEach(() => {
  end?.();
  document.body.innerHTML = '';
});

it('goes to the heading when the element that has it goes away', async () => {
  show('<h1 data-page-heading tabindex="-1">Page</h1><p><button>Cancel</button></p>');
  document.querySelector('button')?.focus();
  document.querySelector('p')?.remove();
  await frame();
  expect(document.activeElement?.textContent).toBe('Page');
});

it('stays in an open dialog', async () => {
  show('<h1 data-page-heading tabindex="-1">Page</h1><div role="dialog" aria-modal="true" tabindex="-1"><button>Go on</button></div>');
  document.querySelector('button')?.focus();
  document.querySelector('button')?.remove();
  await frame();
  expect(document.activeElement?.getAttribute('role')).toBe('dialog');
});

it('is left to whoever places it', async () => {
  show('<h1 data-page-heading tabindex="-1">Page</h1><button id="a">A</button><button id="b">B</button>');
  document.getElementById('a')?.focus();
  document.getElementById('a')?.remove();
  document.getElementById('b')?.focus();
  await frame();
  expect(document.activeElement?.id).toBe('b');
});

it('is not taken from nothing when nothing had it', async () => {
  show('<h1 data-page-heading tabindex="-1">Page</h1><p>text</p>');
  document.querySelector('p')?.remove();
  await frame();
  expect(document.activeElement).toBe(document.body);
});
