import { t } from '../../i18n';

/** A problem from a command, an event or a view. */
export interface ShownProblem {
  code: string;
  args?: Record<string, unknown> | undefined;
  detail?: string | undefined;
  /** Seconds. */
  retry_after?: number | bigint | undefined;
}

/** What stands behind "Details". */
export function problemFacts(problem: ShownProblem, correlationId?: string | null) {
  const { args = {} } = problem;
  const facts = [
    { name: t('problem.code'), value: problem.code },
    { name: t('problem.http_status'), value: args['http_status'] },
    { name: t('problem.hubspot_status'), value: args['hubspot_status'] },
    { name: t('problem.correlation_id'), value: correlationId ?? args['correlation_id'] },
    { name: t('problem.cause'), value: problem.detail },
  ];
  return facts
    .filter(({ value }) => value !== undefined && value !== null && value !== '')
    .map(({ name, value }) => ({ name, value: String(value), mono: true }));
}
