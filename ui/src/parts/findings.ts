import type { Run } from '../i18n';
import type { IconName } from './icons';

/** Red blocks saving, amber lets pass, a tick confirms, info only tells. */
export type Level = 'error' | 'warn' | 'ok' | 'info';

/** A way to put a finding right. */
export interface Fix {
  label: string;
  onclick: () => void;
  icon?: IconName | undefined;
  quiet?: boolean | undefined;
}

/** What is said below a field, in a checklist or in a callout. */
export interface Finding {
  level: Level;
  /** The cause, in bold: "Port 3000 is busy." */
  cause: string;
  /** One sentence. */
  text?: string | Run[] | undefined;
  /** `RedirectPortBusy`, in mono. */
  code?: string | undefined;
  fixes?: Fix[] | undefined;
  /** Said beside the fixes. */
  note?: string | undefined;
}

const weight: Record<Level, number> = { error: 3, warn: 2, info: 1, ok: 0 };

/** The level that decides a field's border; nothing found is undefined. */
export function worstLevel(findings: readonly Finding[]): Level | undefined {
  return findings
    .map(({ level }) => level)
    .sort((a, b) => weight[b] - weight[a])
    .at(0);
}

export const levelIcon: Record<Level, IconName> = {
  error: 'x-circle-fill',
  warn: 'warning-fill',
  ok: 'check',
  info: 'info',
};
