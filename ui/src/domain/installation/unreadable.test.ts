import { render, screen } from '@testing-library/svelte';
import { beforeEach, describe, expect, test } from 'vitest';
import { useHost } from '../../api';
import type { InstallationView } from '../../bindings/contract';
import { SampleHost } from '../../host/sample';
import { session } from '../../state/session.svelte';
import { onlyAtHubSpot, whyNot } from '../exits/consequences';
import GrantPanel from './GrantPanel.svelte';
import { canCall, healthDetail, remedyOf } from './row';
import { healthSentence } from './sentence';
import Tokens from './Tokens.svelte';

let one: InstallationView;

beforeEach(async () => {
  const host = new SampleHost();
  useHost(host);
  await session.load();
  one = host.world.installations.find(({ health }) => health === 'token_unreadable') as InstallationView;
});

describe('an installation whose tokens can’t be read', () => {
  test('is reauthorized, whether the vault is open or locked', () => {
    expect(remedyOf(one)).toBe('reauthorize');
  });

  test('has no token to call with', () => {
    expect(canCall(one)).toBe(false);
  });

  test('says what happened, that the app is still installed, and the way out', () => {
    const said = healthSentence(one, Date.now());
    expect(said).toMatch(/missing or damaged.*still installed.*Reauthorizing makes new tokens/);
  });

  test('shows no fingerprints of what is damaged', () => {
    render(Tokens, { one });
    expect(screen.getByText('Missing or damaged; nothing of them can be read.')).toBeTruthy();
    expect(screen.queryByText('Refresh token')).toBeNull();
  });

  test('can’t leave HubSpot from here, and is sent there', () => {
    expect(whyNot('revoke', one, 'open')).toMatch(/can’t be read/);
    expect(whyNot('uninstall', one, 'open')).toMatch(/can’t be read/);
    expect(whyNot('forget', one, 'open')).toBeUndefined();
    expect(onlyAtHubSpot(one)).toBe(true);
  });
});

test('of a grant without readable tokens nothing is left but to discard it', () => {
  const grant: InstallationView = { ...one, kind: 'grant' };
  expect(remedyOf(grant)).toBe('decide');
  render(GrantPanel, { one: grant });
  expect(screen.getByText('The grant’s tokens can’t be read')).toBeTruthy();
  expect(screen.getAllByRole('button').map(({ textContent }) => textContent?.trim())).toEqual(['Discard…']);
});

test('a row whose answer isn’t saved yet says so', () => {
  expect(healthDetail({ ...one, health: 'retrying', code: 'AnswerUnsaved' }, Date.now())).toBe('not saved yet');
});
