import type { ActivityView } from '../../bindings/contract';
import { formatDay } from '../../format';
import { t } from '../../i18n';

export interface Day {
  /** Midnight, on this computer's clock. */
  start: number;
  lines: ActivityView[];
}

/** Lines by the day they fell on; their order is kept. */
export function byDay(lines: readonly ActivityView[]): Day[] {
  const days: Day[] = [];
  for (const line of lines) {
    const start = new Date(line.at).setHours(0, 0, 0, 0);
    const last = days.at(-1);
    if (last?.start === start) last.lines.push(line);
    else days.push({ start, lines: [line] });
  }
  return days;
}

/** "Today", "Yesterday", "20 Nov". */
export function dayWords(start: number, now: number): string {
  const today = new Date(now).setHours(0, 0, 0, 0);
  // Half a day of slack: a day has 23 or 25 hours twice a year.
  if (start === today) return t('activity.day_today');
  if (today - start < 36 * 3_600_000 && today > start) return t('activity.day_yesterday');
  return formatDay(start, now);
}
