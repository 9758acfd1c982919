import { getContext, setContext } from 'svelte';
import type { Level } from './findings';

/** What a field tells the control inside it. Getters, so that it stays live. */
export interface FieldContext {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly level: Level | undefined;
}

const name = Symbol('field');

export function setField(field: FieldContext): void {
  setContext(name, field);
}

/** The field around this control, if there is one. */
export function getField(): FieldContext | undefined {
  return getContext<FieldContext | undefined>(name);
}

/** The attributes that tie a control to the field around it. */
export function fieldAttributes(field: FieldContext | undefined) {
  return {
    id: field?.id,
    'aria-describedby': field?.describedBy,
    'aria-invalid': field?.level === 'error' ? ('true' as const) : undefined,
  };
}
