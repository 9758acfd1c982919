/** Settings that the palette changes at once: only what would change something is offered. */
import type { SettingsView } from '../../bindings/contract';
import { languageNames, t } from '../../i18n';
import type { IconName } from '../../parts/icons';
import { session } from '../../state/session.svelte';
import { tellProblem } from '../installation/actions';
import { command, type Entry } from './entry';

export function switches(): Entry[] {
  const { settings } = session;
  if (settings === null) return [];
  const all = [
    ...(['system', 'light', 'dark'] as const).map((theme) => set(`theme-${theme}`, theme === 'dark' ? 'moon' : 'sun', t('palette.set_theme', { theme: t(`settings.theme_${theme}`) }), { theme })),
    ...(['system', 'en', 'de'] as const).map((language) =>
      set(`language-${language}`, 'translate', t('palette.set_language', { language: language === 'system' ? t('settings.language_system') : languageNames[language] }), { language }),
    ),
    ...(['needs_me', 'all', 'off'] as const).map((notifications) => set(`notify-${notifications}`, 'bell', t('palette.set_notify', { choice: t(`settings.notify_${notifications}`) }), { notifications })),
    ...turn('compact', 'list', t('settings.compact')),
    ...turn('view_only', 'eye', t('settings.view_only')),
    ...turn('daily_proof', 'arrows-clockwise', t('settings.daily_proof')),
    ...(session.view?.tray ? turn('keep_in_tray', 'monitor', t('settings.keep_in_tray')) : []),
  ];
  const offered = all.filter(({ changed }) => !session.locked || Object.keys(changed).every((name) => looks.has(name)));
  return offered.filter(({ changed }) => Object.entries(changed).some(([name, value]) => settings[name as keyof SettingsView] !== value)).map(({ entry }) => entry);
}

/** What may be changed while the vault is locked. */
const looks: ReadonlySet<string> = new Set(['theme', 'language', 'compact']);

interface Switch {
  entry: Entry;
  changed: Partial<SettingsView>;
}

function turn(name: 'compact' | 'view_only' | 'daily_proof' | 'keep_in_tray', icon: IconName, setting: string): Switch[] {
  return [set(`${name}-on`, icon, t('palette.turn_on', { setting }), { [name]: true }), set(`${name}-off`, icon, t('palette.turn_off', { setting }), { [name]: false })];
}

function set(id: string, icon: IconName, label: string, changed: Partial<SettingsView>): Switch {
  const save = () => void session.saveSettings(changed).catch((thrown) => tellProblem(thrown, t('settings.save_failed')));
  return { entry: { ...command(`set-${id}`, icon, label, save), group: 'settings' }, changed };
}
