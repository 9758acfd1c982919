import type { Finding } from '../../bindings/contract';
import { explain } from '../../catalogue';
import { hasText, t, type Args } from '../../i18n';

/** What a passed check says: which one it was, where the program names it. */
export function passedText(finding: Finding): string {
  const key = `install.pass_${String(finding.args?.['check'] ?? '')}`;
  if (!hasText(key)) return explain(finding).title;
  const args: Args = {};
  for (const [name, value] of Object.entries(finding.args ?? {})) args[name] = String(value);
  return t(key, { ...args, count: Number(finding.args?.['count'] ?? 0) });
}
