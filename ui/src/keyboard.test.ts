import { afterEach, describe, expect, test, vi } from 'vitest';
import { setLanguage } from './i18n';
import { describeKey, fits, keys, onFind, onKey, startKeyboard } from './keyboard';

let ends: (() => void)[] = [];
afterEach(() => {
  ends.forEach((end) => end());
  ends = [];
  document.body.replaceChildren();
});

function press(init: KeyboardEventInit, target: EventTarget = document.body): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
}

function register(combination: string): ReturnType<typeof vi.fn<(event: KeyboardEvent) => void>> {
  const action = vi.fn<(event: KeyboardEvent) => void>();
  ends.push(startKeyboard(), onKey(combination, action));
  return action;
}

describe('keys', () => {
  test('the newest registration wins and the browser is kept out', () => {
    const former = register(keys.palette);
    const newest = vi.fn();
    const end = onKey(keys.palette, newest);
    const event = press({ key: 'k', ctrlKey: true });
    expect(newest).toHaveBeenCalledOnce();
    expect(former).not.toHaveBeenCalled();
    expect(event.defaultPrevented).toBe(true);
    end();
    press({ key: 'k', ctrlKey: true });
    expect(former).toHaveBeenCalledOnce();
  });

  test('a letter in a field is text, Ctrl and a letter is not', () => {
    const slash = register('/');
    const palette = register(keys.palette);
    const input = document.body.appendChild(document.createElement('input'));
    press({ key: '/' }, input);
    press({ key: 'k', ctrlKey: true }, input);
    expect(slash).not.toHaveBeenCalled();
    expect(palette).toHaveBeenCalledOnce();
    const guide = register(keys.guide);
    press({ key: 'F1' }, input);
    expect(guide, 'help is asked for in fields, too').toHaveBeenCalledOnce();
    press({ key: '/' });
    expect(slash).toHaveBeenCalledOnce();
  });

  test('nothing fires under a modal dialog', () => {
    const action = register('r');
    const dialog = document.body.appendChild(document.createElement('div'));
    dialog.setAttribute('role', 'dialog');
    dialog.setAttribute('aria-modal', 'true');
    press({ key: 'r' });
    press({ key: 'r' }, dialog);
    expect(action).not.toHaveBeenCalled();
    dialog.dataset['state'] = 'closed';
    press({ key: 'r' });
    expect(action, 'one that is closing has given the keys back').toHaveBeenCalledOnce();
  });

  test('other modifiers are other keys', () => {
    const event = (init: KeyboardEventInit) => new KeyboardEvent('keydown', init);
    expect(fits('r', event({ key: 'r' }))).toBe(true);
    expect(fits('r', event({ key: 'r', ctrlKey: true }))).toBe(false);
    expect(fits('r', event({ key: 'R', shiftKey: true }))).toBe(false);
    expect(fits('mod+shift+c', event({ key: 'C', ctrlKey: true, shiftKey: true }))).toBe(true);
    expect(fits('/', event({ key: '/', shiftKey: true })), 'a layout where / needs Shift').toBe(true);
  });

  test('two keys go to the search, until that ends', () => {
    ends.push(startKeyboard());
    const find = vi.fn();
    const end = onFind(find);
    press({ key: 'f', ctrlKey: true });
    press({ key: '/' });
    expect(find).toHaveBeenCalledTimes(2);
    end();
    press({ key: '/' });
    expect(find).toHaveBeenCalledTimes(2);
  });

  test('hints', () => {
    expect(describeKey(keys.palette)).toBe('Ctrl K');
    expect(describeKey(keys.copyToken)).toBe('Ctrl Shift C');
    expect(describeKey('f5')).toBe('F5');
    expect(describeKey(keys.guide)).toBe('F1');
  });

  test('hints stand as on the keys of the language', () => {
    setLanguage('de');
    expect(describeKey(keys.palette)).toBe('Strg K');
    expect(describeKey('shift+space')).toBe('Umschalt Leertaste');
    setLanguage('en');
  });
});
