/** One of several, in a select, a combobox or a filter. */
export interface Option<Value extends string = string> {
  value: Value;
  label: string;
  /** Quieter, at the end of the row or below the label. */
  hint?: string | undefined;
  count?: number | undefined;
  disabled?: boolean | undefined;
}
