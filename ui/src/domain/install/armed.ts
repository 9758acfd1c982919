/** Where an installation that was started elsewhere stands, in four steps. */
import type { FlowView } from '../../bindings/contract';

export type StepState = 'waiting' | 'running' | 'done' | 'failed';
export type ArmedStep = 'wait' | 'confirm' | 'tokens' | 'yours';

const order: readonly ArmedStep[] = ['wait', 'confirm', 'tokens', 'yours'];

/** The step that is under way, that failed, or that came last. */
export function armedStep({ state, step, arrived_at, problem }: FlowView): ArmedStep {
  if (state === 'waiting') return 'wait';
  if (state === 'asking') return 'confirm';
  if (state === 'failed' && step === 'authorize') return arrived_at === null ? 'wait' : 'confirm';
  return state === 'done' || problem?.code === 'GrantUnconfirmed' ? 'yours' : 'tokens';
}

export function stateOf(step: ArmedStep, flow: FlowView): StepState {
  const [here, at] = [order.indexOf(step), order.indexOf(armedStep(flow))];
  if (here !== at) return here < at ? 'done' : 'waiting';
  if (flow.state === 'failed') return 'failed';
  return flow.state === 'done' ? 'done' : 'running';
}
