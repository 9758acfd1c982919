import type { Combination } from '../keyboard';
import type { IconName } from './icons';

/** A row of a menu, a rule between rows, or a note below them. */
export type MenuItem =
  | {
      label: string;
      onselect: () => void;
      icon?: IconName | undefined;
      keys?: Combination | undefined;
      /** At the end of the row, quiet and mono. */
      hint?: string | undefined;
      danger?: boolean | undefined;
      /** Why it can't be chosen now. */
      why?: string | undefined;
      /** A tick before it: one of several is chosen. */
      checked?: boolean | undefined;
    }
  | 'rule'
  | { note: string };
