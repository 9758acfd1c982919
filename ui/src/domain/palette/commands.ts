/** What the palette does at once. What can't be done now isn't offered. */
import { call } from '../../api';
import { t } from '../../i18n';
import { keys } from '../../keyboard';
import { router } from '../../router.svelte';
import { asked } from '../../state/asked.svelte';
import { batches } from '../../state/batches.svelte';
import { doctor } from '../../state/doctor.svelte';
import { flows } from '../../state/flows.svelte';
import { gate } from '../../state/gate.svelte';
import { projectImport } from '../../state/project-import.svelte';
import { queue } from '../../state/queue.svelte';
import { recovery } from '../../state/recovery.svelte';
import { session } from '../../state/session.svelte';
import { adding } from '../adopt/adding.svelte';
import { decoding } from '../decoder/decoding.svelte';
import { refresh, tellProblem } from '../installation/actions';
import { makeBackup } from '../settings/backup';
import { leaveStatus, openStatus } from '../status/status';
import { canLock, hideWindow, quit } from '../vault/lock';
import { command, place, type Entry } from './entry';
import { exportCommands, viewCommands } from './list-commands';

export function commands(): Entry[] {
  const shared = session.view?.shared ?? null;
  return [
    ...(session.mayChange ? changing() : []),
    ...running(),
    ...viewCommands(),
    ...exportCommands(),
    command('explain-error', 'chat-circle-text', t('palette.explain_error'), () => decoding.askAnywhere()),
    command('help-register', 'question', t('palette.help_register'), () => asked.ask('register_app')),
    command('help-redirect', 'question', t('palette.help_redirect'), () => asked.ask('register_redirect')),
    command('help-test-account', 'question', t('accounts.how_test_account'), () => asked.ask('test_account')),
    ...doctorCommands(),
    ...statusCommands(shared !== null),
    ...(shared === null ? [...vaultCommands(), ...worldCommands()] : []),
    ...(canLock() ? [] : [command('hide', 'eye-slash', t('nav.hide_window'), hideWindow, keys.hide)]),
    command('quit', 'sign-out', t('palette.quit'), quit, keys.quit),
  ];
}

function changing(): Entry[] {
  return [
    { ...place('go-install', 'plus', t('palette.install'), { name: 'install' }), group: 'commands' },
    command('add-existing', 'sign-in', t('palette.add_existing'), () => adding.ask()),
    { ...place('go-wait', 'broadcast', t('palette.wait'), { name: 'install' }), group: 'commands' },
    { ...place('go-add_app', 'app-window', t('palette.add_app'), { name: 'app_new' }), group: 'commands' },
    command('import-folder', 'folder-open', t('palette.import_folder'), () => void projectImport.choose('folder')),
    command('import-file', 'file-text', t('palette.import_file'), () => void projectImport.choose('file')),
    command('add-account', 'buildings', t('palette.add_account'), () => asked.ask('add_account')),
    command('read-cli', 'terminal', t('palette.read_cli'), () => asked.ask('read_cli')),
    command('refresh-all', 'arrows-clockwise', t('palette.refresh_all'), () => void refreshEverything()),
    command('backup', 'database', t('palette.backup'), backUp),
  ];
}

async function refreshEverything(): Promise<void> {
  try {
    const { snapshot } = await call('installation_query', { limit: 1 });
    if (snapshot !== null) await refresh({ snapshot, except: [] }, t('installations.batch_all'));
  } catch (thrown) {
    tellProblem(thrown);
  }
}

/** Where the copies are listed, so that what went wrong is seen. */
function backUp(): void {
  router.go({ name: 'settings', section: 'data' });
  void makeBackup();
}

/** What is under way can be looked at, or stopped. */
function running(): Entry[] {
  const batch = batches.current;
  return [
    ...(batch && !batch.finished ? [command('batch-stop', 'x-circle', t('palette.batch_stop'), () => void batches.cancel(batch.id).catch(tellProblem))] : []),
    ...(queue.running ? [command('queue-stop', 'x-circle', t('palette.queue_stop'), () => void queue.stop().catch(tellProblem))] : []),
    ...flows.running
      .filter(({ renews }) => renews === null)
      .map(({ flow, app_name }) => ({ ...place(`flow-${flow}`, 'browser', t('palette.flow_show', { app: app_name }), { name: 'install' }, { flow }), group: 'commands' as const })),
  ];
}

function doctorCommands(): Entry[] {
  const run = command('doctor', 'heartbeat', t('palette.doctor'), () => void atDoctor(() => doctor.run()));
  if (session.locked) return [run];
  return [
    run,
    command('doctor-save', 'file-text', t('palette.doctor_save'), () => void atDoctor(async () => (await examined()) && doctor.save())),
    command('doctor-copy', 'copy', t('palette.doctor_copy'), () => void atDoctor(async () => (await examined()) && doctor.copy())),
  ];
}

/** There the checks and what becomes of the report are said. */
function atDoctor(act: () => Promise<boolean>): Promise<boolean> {
  router.go({ name: 'settings', section: 'diagnostics' });
  return act();
}

/** A report is of checks that were run. */
async function examined(): Promise<boolean> {
  return doctor.view !== null || doctor.run();
}

/** Sharing what is here; looking at another computer's status, and back. */
function statusCommands(shared: boolean): Entry[] {
  if (session.locked) return [];
  const open = command('status-open', 'folder-open', t('accounts.status_open'), () => void openStatus());
  if (shared) return [command('status-leave', 'arrow-u-down-left', t('nav.shared_leave'), () => void leaveStatus()), open];
  return [command('status-share', 'export', t('accounts.share'), () => asked.ask('share_status')), open];
}

function vaultCommands(): Entry[] {
  const { vault } = session;
  if (vault === null) return [];
  if (vault.state !== 'open') return [command('unlock', 'lock-open', t('palette.unlock'), gate.show)];
  return [
    ...(session.mayChange ? [command('recovery', 'receipt', t('palette.recovery'), recovery.ask)] : []),
    ...(canLock() ? [command('lock', 'lock', t('palette.lock'), hideWindow, keys.hide)] : []),
  ];
}

function worldCommands(): Entry[] {
  const other = session.world === 'practice' ? 'hubspot' : 'practice';
  const isThere = other === 'practice' ? session.view?.practice_available : session.view?.hubspot_available;
  if (isThere !== true) return [];
  const run = () => void session.enterWorld(other).catch(tellProblem);
  return [command('world', other === 'practice' ? 'flask' : 'globe', t(`palette.world_${other}`), run)];
}
