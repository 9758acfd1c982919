import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { useHost } from '../../api';
import { SampleHost } from '../../host/sample';
import { AppForm } from '../../state/app-form.svelte';
import { session } from '../../state/session.svelte';
import AppRow from './AppRow.svelte';
import ConsentCard from './ConsentCard.svelte';
import LogoField from './LogoField.svelte';

const user = userEvent.setup();
const picture = 'data:image/png;base64,AAAA';

async function open({ saved = true } = {}) {
  const host = new SampleHost({ count: 4 });
  useHost(host);
  await session.load();
  const form = new AppForm();
  const app = host.world.apps[0];
  if (app === undefined) throw new Error('no app');
  if (saved) await form.load(app.id);
  const { container } = render(LogoField, { form });
  return { host, form, app, image: () => container.querySelector('img') };
}

test('a picture is chosen and shown, and what is typed elsewhere stays', async () => {
  const { host, form, app, image } = await open();
  form.draft.name = 'Typed';
  expect(image()).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Choose a picture…' }));
  await waitFor(() => expect(image()?.src).toMatch(/^data:image\/png;base64,/));
  expect(host.calls.find(({ name }) => name === 'app_logo_choose')?.args).toEqual({ app: app.id });
  expect(form.draft.name).toBe('Typed');
  await user.click(screen.getByRole('button', { name: 'Remove the logo' }));
  await waitFor(() => expect(image()).toBeNull());
  expect(screen.queryByRole('button', { name: 'Remove the logo' })).toBeNull();
  form.stop();
});

test('an app that isn’t saved has nowhere to keep one, and says so', async () => {
  const { host } = await open({ saved: false });
  const button = screen.getByRole('button', { name: 'Choose a picture…' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  expect(screen.getByText('Save the app first.')).toBeTruthy();
  await user.click(button);
  expect(host.calls.some(({ name }) => name === 'app_logo_choose')).toBe(false);
});

test('a file that can’t be used is said at the field, until one can', async () => {
  const { host, image } = await open();
  const choose = host.answerTo('app_logo_choose');
  host.refuse('app_logo_choose', { code: 'LogoTooManyPixels', args: { width: 9000, height: 9000 } });
  await user.click(screen.getByRole('button', { name: 'Choose a picture…' }));
  expect((await screen.findByText('The picture is too large.')).closest('[role=group]')).toBe(screen.getByRole('group', { name: 'Logo' }));
  expect(screen.getByText(/make it smaller and choose it again/)).toBeTruthy();
  host.answer('app_logo_choose', choose);
  await user.click(screen.getByRole('button', { name: 'Choose a picture…' }));
  await waitFor(() => expect(image()).not.toBeNull());
  expect(screen.queryByText('The picture is too large.')).toBeNull();
});

test('the row of the list and the consent card show it', async () => {
  const { app, form } = await open();
  const row = render(AppRow, { app: { ...app, logo: picture }, oninstall: undefined });
  expect(row.container.querySelector('img')?.getAttribute('src')).toBe(picture);
  const card = render(ConsentCard, { draft: form.draft, catalogue: new Map(), logo: picture });
  expect(card.container.querySelector('img')?.getAttribute('src')).toBe(picture);
});
