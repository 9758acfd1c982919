/** What HubSpot's page meant: asked as one types, or as one answers. The newest answer wins. */
import { call, toProblem, type ProblemError } from '../api';
import type { AppId, Ask, Code, Decoded, FlowId, HubId, PageExplainRequest, Reply } from '../bindings/contract';

/** How long typing must rest before it is asked about. */
export const ASK_AFTER = 200;

/** What the page was opened for, as far as it is known. */
export interface Asked {
  flow?: FlowId | undefined;
  app?: AppId | undefined;
  redirectUrl?: string | undefined;
  hubId?: HubId | undefined;
}

/** The questions, in the order in which they are asked, with their answers. */
export const questions: Record<Ask, readonly Reply[]> = {
  which_page: ['page_home', 'page_login', 'page_error'],
  names_scopes: ['scopes_named', 'scopes_not_named'],
  every_account: ['accounts_all', 'accounts_this_only', 'accounts_one_tried'],
};
const order = Object.keys(questions) as Ask[];

export class Decoder {
  text = $state('');
  answers = $state<Partial<Record<Ask, Reply>>>({});
  /** Null until the first answer. */
  decoded = $state.raw<Decoded | null>(null);
  problem = $state.raw<ProblemError | null>(null);
  readonly #asked: () => Asked;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;

  constructor(asked: () => Asked) {
    this.#asked = asked;
  }

  /** What was answered, which can be changed, and what is asked next: an answer may spare the rest. */
  get questions(): Ask[] {
    const { decoded } = this;
    if (decoded === null || decoded.explanations.some(({ matched_by }) => matched_by !== 'answers')) return [];
    const [next] = order.filter((ask) => decoded.ask.includes(ask) && this.answers[ask] === undefined);
    return order.filter((ask) => ask === next || this.answers[ask] !== undefined);
  }

  /** Someone typed: ask when the typing rests. */
  askSoon(after = ASK_AFTER): void {
    const round = ++this.#round;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(round), after);
  }

  answer(ask: Ask, reply: Reply): void {
    this.answers[ask] = reply;
    this.askSoon(0);
  }

  /** What was recognised isn't what one sees: the questions instead. */
  startOver(): void {
    this.text = '';
    this.answers = {};
    this.askSoon(0);
  }

  /** Opens the corrected link of a cause for the flow that waits; rejects with the problem. */
  async openCorrected(code: Code): Promise<void> {
    await call('page_open_corrected', { ...this.#question(), code });
  }

  /** Ends what is planned. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#round += 1;
  }

  #question(): PageExplainRequest {
    const { flow, app, redirectUrl: redirect_url, hubId: hub_id } = this.#asked();
    const about = flow === undefined ? { ...(app && { app }), ...(redirect_url && { redirect_url }), ...(hub_id && { hub_id }) } : { flow };
    return { text: this.text, answers: order.flatMap((ask) => this.answers[ask] ?? []), ...about };
  }

  async #ask(round: number): Promise<void> {
    try {
      const decoded = await call('page_explain', this.#question());
      if (round !== this.#round) return;
      this.decoded = decoded;
      this.problem = null;
    } catch (thrown) {
      if (round === this.#round) this.problem = toProblem(thrown);
    }
  }
}
