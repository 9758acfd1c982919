import { render, screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { makeSampleWorld } from '../../host/sample-world';
import AppRow from './AppRow.svelte';

test('an app on v1 says when that ends; the others say nothing', async () => {
  const [app] = makeSampleWorld(Date.now(), 0).apps;
  if (app === undefined) throw new Error('no app');
  const { rerender } = render(AppRow, { app: { ...app, api_version: 'v1' }, oninstall: undefined });
  expect(screen.getByText(/^API v1 ends 16 Feb/)).toBeTruthy();
  await rerender({ app });
  expect(screen.queryByText(/^API v1 ends/)).toBeNull();
});
