import type { Code, DoctorCheckView, Finding as ContractFinding } from '../../bindings/contract';
import { explain, toFinding } from '../../catalogue';
import { formatCount, formatMoment } from '../../format';
import { hasText, t, type Run } from '../../i18n';
import type { Finding } from '../../parts/findings';
import { router } from '../../router.svelte';

/** Where in the settings a finding is put right. */
const sections: Partial<Record<Code, string>> = {
  SchemeOfOther: 'links',
  SchemeNobodys: 'links',
  HubSpotNameUnknown: 'network',
  HubSpotCertificateRefused: 'network',
  ProxyCredentialsRefused: 'network',
  BackupMissing: 'data',
};

/** A check's finding as its row shows it: with the way out, unless all is well. */
export function checkFinding(finding: ContractFinding): Finding {
  const { sentence, hint, action } = explain(finding);
  const section = sections[finding.code];
  const way: Run[] = finding.level === 'pass' ? [] : [{ text: ` ${hint}`, style: 'plain' }];
  const go = () => router.go({ name: 'settings', section: section ?? 'general' });
  return {
    ...toFinding(finding, section !== undefined && action !== undefined ? [{ label: action, onclick: go }] : []),
    text: [...sentence, ...way],
  };
}

/** What was seen, in words; what a newer program saw keeps its own name. */
export function checkFacts({ facts }: DoctorCheckView) {
  return facts.filter(({ value }) => value !== '').map(({ name, value }) => ({ name: factName(name), value: factValue(name, value) }));
}

/** Which check, and of several alike which one. */
export function checkName({ check, facts }: DoctorCheckView): string {
  const which = facts.find(({ name }) => (check === 'port' && name === 'port') || (check === 'hubspot' && name === 'version'));
  const name = t(`doctor.check_${check}`);
  return which === undefined ? name : `${name} ${which.value}`;
}

/** How many checks ask for a look. */
export function countFound(checks: readonly DoctorCheckView[]): number {
  return checks.filter(({ finding }) => finding.level === 'block' || finding.level === 'warn').length;
}

function factName(name: string): string {
  const key = `doctor.fact_${name}`;
  return hasText(key) ? t(key) : name;
}

const counted = /_(mb|ms|seconds)$|^backups$/;

/** Words of a closed list, counts and moments as this language has them; names and what the system said stay as they came. */
function factValue(name: string, value: string): string {
  const key = `doctor.fact_${name}_${value}`;
  if (hasText(key)) return t(key);
  if (counted.test(name) && /^\d+$/.test(value)) return formatCount(Number(value));
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? formatMoment(Date.parse(value)) : value;
}
