/** The relay page: writing it to a file, and what stands at the address where it was published. */
import { call } from '../../api';
import type { Finding as ContractFinding } from '../../bindings/contract';
import { explain, toFinding } from '../../catalogue';
import type { Finding } from '../../parts/findings';
import { Attempt } from '../../state/attempt.svelte';

/** One button that writes the page. */
export class RelayExport {
  /** Where it was written; null before, and when no place was chosen. */
  path = $state<string | null>(null);
  readonly attempt = new Attempt();

  run = (): Promise<boolean> => {
    this.path = null;
    return this.attempt.run(async () => {
      this.path = (await call('relay_export')).path;
    });
  };
}

/** What was found at one address. Another address needs another one of these. */
export class RelayCheck {
  /** Null until the answer is here. */
  finding = $state.raw<Finding | null>(null);
  readonly url: string;
  readonly attempt = new Attempt();

  constructor(url: string) {
    this.url = url;
  }

  run = (): Promise<boolean> => {
    this.finding = null;
    return this.attempt.run(async () => {
      this.finding = told((await call('relay_check', { redirect_url: this.url })).finding);
    });
  };
}

/** With the way out said behind it, where there is something to do. */
function told(found: ContractFinding): Finding {
  const finding = toFinding(found);
  if (finding.level === 'ok') return finding;
  const { sentence, hint } = explain(found);
  return { ...finding, text: [...sentence, { text: ` ${hint}`, style: 'plain' }] };
}
