import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import { AppForm } from '../../state/app-form.svelte';
import BasicInfo from './BasicInfo.svelte';

test('how an app is handed out is chosen, with what it means for installations', async () => {
  useHost(new SampleHost({ count: 4 }));
  const form = new AppForm();
  const user = userEvent.setup();
  render(BasicInfo, { form });
  expect(screen.getByText('No limit of installations is watched.')).toBeTruthy();
  await user.click(screen.getByLabelText('Distribution'));
  await user.click(await screen.findByRole('option', { name: /^Private, of a Solutions Partner/ }));
  expect(form.draft.distribution).toBe('private_partner');
  expect(screen.getByText('Only accounts on its allowlist may install it, 100 at the most.', { selector: 'p' })).toBeTruthy();
  form.stop();
});
