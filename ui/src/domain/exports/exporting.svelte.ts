/** A list on its way into a file. Where no place was chosen, only the status says so. */
import { call } from '../../api';
import type { ChosenRequest, ExportFormat, ExportedView, InstallationFilter, InstallationSort } from '../../bindings/contract';
import { t } from '../../i18n';
import { toaster } from '../../parts/toaster.svelte';
import type { ActivityFilter } from '../../state/activity.svelte';
import { tellProblem } from '../installation/actions';

export class Exporting {
  busy = $state(false);
  /** For a live region: what became of it. */
  said = $state('');

  /** The rows that match, or only the `chosen` ones. */
  installations(filter: InstallationFilter, sort: InstallationSort, chosen: ChosenRequest | null = null): Promise<void> {
    return this.#run(() => call('installations_export', { filter, sort, chosen }), 'common.exported_installations');
  }

  activity(filter: ActivityFilter, format: ExportFormat): Promise<void> {
    const question = { kinds: [], failures_only: false, search: '', ...filter, offset: 0, limit: 1 };
    return this.#run(() => call('activity_export', { question, format }), 'common.exported_lines');
  }

  async #run(write: () => Promise<ExportedView>, words: 'common.exported_installations' | 'common.exported_lines'): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.said = '';
    try {
      const { path, count } = await write();
      this.said = path === null ? t('common.exported_nowhere') : t(words, { count });
      if (path !== null) toaster.show({ title: t(words, { count }), text: path });
    } catch (thrown) {
      tellProblem(thrown, t('common.export_failed'));
    } finally {
      this.busy = false;
    }
  }
}
