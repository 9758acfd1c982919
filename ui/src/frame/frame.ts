import type { IconName } from '../parts/icons';
import type { MenuItem } from '../parts/menu';

/** A row of the sidebar. */
export interface NavItem {
  id: string;
  label: string;
  href: string;
  icon?: IconName | undefined;
  /** Shown while it is chosen. */
  chosenIcon?: IconName | undefined;
  count?: number | undefined;
  /** How many of them need a person: shown in red instead of the count. */
  alarms?: number | undefined;
  /** What can be done with it, behind ⋯. */
  menu?: { label: string; items: readonly MenuItem[] } | undefined;
}

/** A step of the way to this page; the last one is the page. */
export interface Crumb {
  label: string;
  href?: string | undefined;
}
