import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { useHost } from '../../api';
import Sidebar from '../../frame/Sidebar.svelte';
import { SampleHost } from '../../host/sample';
import { router } from '../../router.svelte';
import { session } from '../../state/session.svelte';
import { readChoice, toFilter } from '../installations/choice';
import { usualColumns } from '../installations/columns';
import { naming } from '../installations/mine.svelte';
import { chosenItem, ownViewItems, settingsItem } from './nav';

test('a view of one’s own stands in the sidebar, is chosen by its address, and has its menu', async () => {
  useHost(new SampleHost({ count: 4 }));
  await session.load();
  const query = { type: 'sandbox', health: 'not:healthy', sort: 'app' };
  const choice = readChoice(query);
  const view = { name: 'Sandboxes, by app', filter: toFilter(choice, []), sort: choice.sort, columns: [...usualColumns] };
  const [item] = ownViewItems([view]);
  router.replace({ name: 'apps' });
  const { rerender } = render(Sidebar, { items: [], settings: settingsItem(), views: ownViewItems([view]), vault: { text: '' } });
  const link = screen.getByRole('link', { name: view.name });
  expect(link.getAttribute('href')).toBe(item?.href);

  // Its address says the same filter, order and name, whichever way it is said.
  const address = new URLSearchParams(item?.href.split('?')[1]);
  expect(Object.fromEntries(address)).toEqual({ ...query, mine: view.name });
  const at = { name: 'installations' as const };
  expect(chosenItem(at, { ...query, mine: view.name }, [view])).toBe(item?.id);
  expect(chosenItem(at, { ...query, mine: 'Gone' }, [view])).toBe('installations');
  await rerender({ chosen: item?.id });
  expect(link.getAttribute('aria-current')).toBe('page');

  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: `More for the view ${view.name}` }));
  const replace = await screen.findByRole('menuitem', { name: /^Replace with what you see/ });
  expect(replace.textContent, 'elsewhere nothing is seen that could replace it').toContain('Open the installations first.');
  expect(replace.getAttribute('aria-disabled')).toBe('true');
  await user.click(screen.getByRole('menuitem', { name: 'Rename…' }));
  await waitFor(() => expect(naming.asked).toEqual({ former: view.name }));
  naming.close();
});
