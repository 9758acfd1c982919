/** The accounts that HubSpot's CLI knows: read when asked, chosen, then added one by one. */
import { call, toProblem, type ProblemError } from '../../api';
import type { CliAccountView } from '../../bindings/contract';
import { Attempt } from '../../state/attempt.svelte';

export class CliAccounts {
  readonly reading = new Attempt();
  /** The file that was read; null before. */
  path = $state<string | null>(null);
  accounts = $state.raw<readonly CliAccountView[]>([]);
  /** Hub IDs that are ticked. */
  chosen = $state.raw<ReadonlySet<number>>(new Set());
  /** Why one wasn't added, by hub ID. */
  problems = $state.raw<ReadonlyMap<number, ProblemError>>(new Map());
  /** How many of this round were tried; null while nothing is added. */
  tried = $state<number | null>(null);
  /** How many this round has. */
  round = $state(0);
  /** How many were added since it was read. */
  added = $state(0);

  get fresh(): readonly CliAccountView[] {
    return this.accounts.filter(({ known }) => !known);
  }
  get adding(): boolean {
    return this.tried !== null;
  }

  read = (): Promise<boolean> =>
    this.reading.run(async () => {
      const { path, accounts } = await call('cli_accounts');
      this.path = path;
      this.accounts = accounts;
      this.chooseAll(true);
    });

  choose(hubId: number, ticked: boolean): void {
    const next = new Set(this.chosen);
    if (ticked) next.add(hubId);
    else next.delete(hubId);
    this.chosen = next;
  }

  chooseAll(ticked: boolean): void {
    this.chosen = new Set(ticked ? this.fresh.map(({ hub_id }) => hub_id) : []);
  }

  /** Adds what is ticked. What can't be added says why and stays ticked. Whether all went well is answered. */
  async add(): Promise<boolean> {
    if (this.adding) return false;
    const wanted = this.accounts.filter(({ hub_id }) => this.chosen.has(hub_id));
    this.round = wanted.length;
    this.tried = 0;
    this.problems = new Map();
    for (const account of wanted) {
      await this.#addOne(account);
      this.tried += 1;
    }
    this.tried = null;
    return this.problems.size === 0;
  }

  reset(): void {
    this.reading.problem = null;
    this.path = null;
    this.accounts = [];
    this.chosen = new Set();
    this.problems = new Map();
    this.added = 0;
  }

  async #addOne({ hub_id, name, account_type }: CliAccountView): Promise<void> {
    try {
      await call('account_add', { hub_id, account_type, ...(name === null ? {} : { name }) });
      this.accounts = this.accounts.map((one) => (one.hub_id === hub_id ? { ...one, known: true } : one));
      this.choose(hub_id, false);
      this.added += 1;
    } catch (thrown) {
      this.problems = new Map(this.problems).set(hub_id, toProblem(thrown));
    }
  }
}
