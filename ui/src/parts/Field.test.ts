import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import FieldFixture from './fixtures/FieldFixture.svelte';
import { worstLevel, type Finding } from './findings';

const tooShort: Finding = { level: 'error', cause: 'Too short for a client ID.', text: 'It has 36 characters.', code: 'ClientIdShape' };
const unknown: Finding = { level: 'warn', cause: 'No scope we know.' };

describe('a field', () => {
  test('is named by its label', () => {
    render(FieldFixture);
    expect(screen.getByLabelText('Client ID').tagName).toBe('INPUT');
  });

  test('is described by its findings and takes the worst colour', () => {
    render(FieldFixture, { findings: [unknown, tooShort], hint: 'From the app’s page at HubSpot.' });
    const input = screen.getByLabelText('Client ID');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(input.className).toContain('level-error');
    const about = document.getElementById(input.getAttribute('aria-describedby') ?? '');
    expect(about?.textContent).toContain('Too short for a client ID.');
    expect(about?.textContent).toContain('ClientIdShape');
    expect(about?.textContent).toContain('From the app’s page');
  });

  test('follows its findings', async () => {
    const { rerender } = render(FieldFixture, { findings: [tooShort] });
    await rerender({ findings: [] });
    const input = screen.getByLabelText('Client ID');
    expect(input.getAttribute('aria-invalid')).toBeNull();
    expect(input.getAttribute('aria-describedby')).toBeNull();
  });

  test('amber lets pass', () => {
    render(FieldFixture, { findings: [unknown] });
    expect(screen.getByLabelText('Client ID').getAttribute('aria-invalid')).toBeNull();
  });

  test('a fix is a button', async () => {
    const onclick = vi.fn();
    render(FieldFixture, { findings: [{ ...unknown, fixes: [{ label: 'Use it', onclick }] }] });
    await userEvent.setup().click(screen.getByRole('button', { name: 'Use it' }));
    expect(onclick).toHaveBeenCalledOnce();
  });
});

test('the worst level decides', () => {
  expect(worstLevel([])).toBeUndefined();
  expect(worstLevel([{ level: 'ok', cause: '' }, { level: 'info', cause: '' }])).toBe('info');
  expect(worstLevel([unknown, tooShort])).toBe('error');
});
