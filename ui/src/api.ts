/**
 * Typed calls. The contract is generated from the program's own list of commands; nothing else in
 * the window names a command as text.
 */
import type { AppInput, Commands, Event, InstallationFilter, InstallationSort, WorldEvent, WorldView } from './bindings/contract';
import type { CallArgs, Host, HostEvent } from './host/host';

export { ProblemError, toProblem, type Problem } from './host/host';

export type Command = keyof Commands;

/** What a command takes. Fields that the program fills with its default may be left out. */
export type Request<K extends Command> = K extends keyof Partials ? Partials[K] : Commands[K][0];
/** What a command answers. */
export type Reply<K extends Command> = Commands[K][1];

type Windowed<T> = Partial<Omit<T, 'filter' | 'sort'>> & {
  filter?: Partial<InstallationFilter>;
  sort?: Partial<InstallationSort>;
};
type Loose<K extends Command, F extends keyof Commands[K][0]> = Omit<Commands[K][0], F> &
  Partial<Pick<Commands[K][0], F>>;

/** The requests whose fields have a default in the program (`serde(default)`). */
interface Partials {
  app_check: { app: Partial<AppInput> };
  app_save: { app: Partial<AppInput> };
  install_start: Loose<'install_start', 'open_browser'>;
  installation_reauthorize: Loose<'installation_reauthorize', 'open_browser'>;
  installation_query: Windowed<Commands['installation_query'][0]>;
  matrix_query: Windowed<Commands['matrix_query'][0]>;
  activity_query: Partial<Commands['activity_query'][0]>;
  installation_copy_token: Loose<'installation_copy_token', 'form'>;
  account_add: Loose<'account_add', 'account_type'>;
}

/** Commands without arguments are called by name alone. */
type Rest<K extends Command> = Record<string, never> extends Request<K> ? [args?: Request<K>] : [args: Request<K>];

let host: Host | undefined;
let unhear: (() => void) | undefined;
/** The world on screen; none until the program has said which. */
let shown: WorldView | undefined;
const listeners = new Set<(event: Event) => void>();

/** Connects the window to the program. Called once at the start; a test calls it with its own host. */
export function useHost(chosen: Host): void {
  unhear?.();
  host = chosen;
  shown = undefined;
  unhear = chosen.onEvent((event: HostEvent) => spread(event as unknown as WorldEvent));
}

/** From now on only events of this world, and those about the whole program, are heard. */
export function showWorld(world: WorldView): void {
  shown = world;
}

/** Runs one command. Rejects with a `ProblemError`, never with anything else. */
export async function call<K extends Command>(name: K, ...[args]: Rest<K>): Promise<Reply<K>> {
  if (host === undefined) throw new Error('no host: call useHost first');
  return (await host.call(name, (args ?? {}) as CallArgs)) as Reply<K>;
}

/** Hears every event of the world on screen from now on; the answer ends it. */
export function onEvent(listener: (event: Event) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function spread(event: WorldEvent): void {
  if (isElsewhere(event)) return;
  for (const listener of [...listeners]) listener(event);
}

/** What goes on in a world that isn't shown is asked for when one comes back to it. */
function isElsewhere({ world }: WorldEvent): boolean {
  return world !== null && shown !== undefined && world !== shown;
}
