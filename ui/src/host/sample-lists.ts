/** Columns, saved views and lists as files: the part of the invented world that keeps what a person chose to see. */
import type { Commands, SettingsView } from '../bindings/contract';
import { ProblemError } from './host';
import type { SampleHost } from './sample';

type Answers = { [K in keyof Commands]?: (args: Commands[K][0]) => Commands[K][1] };

export const sampleSettings: SettingsView = {
  theme: 'system',
  compact: false,
  clipboard_seconds: 30,
  daily_proof: true,
  env_name: 'HUBSPOT_ACCESS_TOKEN',
  language: 'system',
  notifications: 'needs_me',
  keep_in_tray: false,
  lock_after_minutes: 0,
  recovery_declined: false,
  view_only: false,
  proxy: 'system',
  proxy_url: '',
  certificates: null,
  activity_days: 365,
  columns: ['account', 'hub_id', 'app', 'health', 'scopes', 'proven', 'installed_by'],
  saved_views: [],
};

export function addListAnswers(host: SampleHost): void {
  const save = host.answerTo('settings_save');
  const query = host.answerTo('installation_query');
  const activity = host.answerTo('activity_query');
  const answers: Answers = {
    batch_list: () => [],
    settings_save: (changed) => {
      const settings = { ...host.session.settings, ...changed };
      checkViews(settings);
      const saved_views = settings.saved_views.map((view) => ({ ...view, name: view.name.trim() }));
      return save({ ...settings, saved_views }) as SettingsView;
    },
    installations_export: ({ filter, sort }) => {
      const { total } = query({ filter, sort, limit: 1 }) as Commands['installation_query'][1];
      return { path: '/home/maya/installations.csv', count: total };
    },
    activity_export: ({ question, format }) => {
      const { total } = activity({ ...question }) as Commands['activity_query'][1];
      return { path: `/home/maya/activity.${format}`, count: total };
    },
  };
  for (const [name, answer] of Object.entries(answers)) host.answer(name, (args: never) => structuredClone((answer as (args: never) => unknown)(args)));
}

/** As the program checks them. */
function checkViews({ saved_views }: SettingsView): void {
  if (saved_views.length > 50) throw new ProblemError({ code: 'SavedViewsTooMany', args: { limit: 50 } });
  const names = new Set<string>();
  for (const { name: typed } of saved_views) {
    const name = typed.trim();
    if (name === '' || [...name].length > 60) throw new ProblemError({ code: 'SavedViewNameInvalid', args: { limit: 60 } });
    if (names.has(name.toLowerCase())) throw new ProblemError({ code: 'SavedViewNameTaken', args: { name } });
    names.add(name.toLowerCase());
  }
}
