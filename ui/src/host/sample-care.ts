/** What the invented world answers about its care: the doctor, a recovery code, backups, logos, and what it only takes note of. */
import type { BackupView, Commands, DoctorCheckView } from '../bindings/contract';
import { ProblemError } from './host';
import type { SampleHost } from './sample';

type Answers = { [K in keyof Commands]?: (args: Commands[K][0]) => Commands[K][1] };

const nothing = {} as Record<string, never>;
const DAY = 86_400_000;
/** A blue square: the smallest PNG there is. */
const picture = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGOQid4PAAI+AZvpqZ5dAAAAAElFTkSuQmCC';

export function addCareAnswers(host: SampleHost): void {
  const backups: BackupView[] = [1, 2, 3].map((days) => backupOf(Date.now() - days * DAY));
  const setLogo = (id: string, logo: string | null) => {
    const app = host.world.apps.find((one) => one.id === id);
    if (app === undefined) throw new ProblemError({ code: 'AppUnknown', args: {} });
    app.logo = logo;
    host.tell({ event: 'apps_changed' });
    return { app: id, logo };
  };
  const answers: Answers = {
    link_open: () => nothing,
    session_note_use: () => nothing,
    doctor_run: () => ({ checks, report }),
    doctor_copy: () => nothing,
    doctor_save: () => ({ path: '/home/maya/portalkeeper-report.txt' }),
    vault_make_recovery_code: () => {
      const { vault } = host.session;
      host.session = { ...host.session, vault: { ...vault, recovery: true, slots: [...new Set([...vault.slots, 'recovery' as const])] } };
      host.tell({ event: 'vault_changed' });
      return { path: '/home/maya/portalkeeper-recovery-code.html' };
    },
    vault_renew_key: () => ({ path: '/home/maya/portalkeeper-recovery-code.html' }),
    backup_list: () => backups,
    backup_make: () => {
      const made = backupOf(Date.now());
      backups.unshift(made);
      return made;
    },
    backup_restore: ({ name }) => {
      const from = backups.find((backup) => backup.name === name);
      if (from === undefined) throw new ProblemError({ code: 'BackupUnknown', args: {} });
      const former = backupOf(Date.now());
      backups.unshift(former);
      host.tell({ event: 'apps_changed' });
      return { from: from.made_at, former, vault: host.session.vault };
    },
    app_logo_choose: ({ app }) => setLogo(app, picture),
    app_logo_remove: ({ app }) => setLogo(app, null),
  };
  for (const [name, answer] of Object.entries(answers)) host.answer(name, (args: never) => structuredClone((answer as (args: never) => unknown)(args)));
}

function backupOf(made_at: number): BackupView {
  return { name: `vault-${new Date(made_at).toISOString().slice(0, 19).replaceAll(':', '')}.db`, made_at, size: 1_843_200, set_aside: false };
}

const checks: DoctorCheckView[] = [
  { check: 'keyring', finding: { code: 'KeyringAnswers', level: 'pass' }, facts: [] },
  { check: 'browser', finding: { code: 'BrowserReady', level: 'pass', args: { name: 'Firefox' } }, facts: [{ name: 'browser', value: 'Firefox' }] },
  { check: 'scheme', finding: { code: 'SchemeNobodys', level: 'info' }, facts: [] },
  { check: 'port', finding: { code: 'RedirectPortBusy', level: 'warn', args: { port: 3000, holder: 'node', pid: 48213 } }, facts: [{ name: 'port', value: '3000' }, { name: 'holder', value: 'node' }] },
  { check: 'clock', finding: { code: 'ClockRight', level: 'pass' }, facts: [{ name: 'difference_seconds', value: '0' }, { name: 'direction', value: 'none' }] },
  { check: 'network', finding: { code: 'HubSpotAnswers', level: 'pass' }, facts: [{ name: 'proxy', value: 'none' }, { name: 'http_status', value: '401' }, { name: 'took_ms', value: '184' }] },
  { check: 'hubspot', finding: { code: 'VersionThere', level: 'pass', args: { version: '2026-09' } }, facts: [{ name: 'version', value: '2026-09' }] },
  { check: 'hubspot', finding: { code: 'VersionThere', level: 'pass', args: { version: '2026-03' } }, facts: [{ name: 'version', value: '2026-03' }] },
  { check: 'data_directory', finding: { code: 'DataDirectoryWell', level: 'pass' }, facts: [{ name: 'free_mb', value: '48210' }, { name: 'backups', value: '3' }] },
  { check: 'clipboard', finding: { code: 'ClipboardThere', level: 'pass' }, facts: [] },
  { check: 'practice', finding: { code: 'PracticeThere', level: 'pass' }, facts: [] },
];
const report = ['Portalkeeper report', '', 'version: 0.1.0', 'world: hubspot', '', ...checks.map(({ check, finding }) => `${check}: ${finding.level} ${finding.code}`)].join('\n');
