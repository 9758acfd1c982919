/** How a corrected link differs from the one that was opened. */

/** Part of a value; marked where only this side has it. */
export interface Piece {
  text: string;
  marked: boolean;
}

export interface Difference {
  name: string;
  before: Piece[];
  after: Piece[];
}

/** Parameters that differ, and `host` for what stands before them. Order and encoding don't count. */
export function differences(before: string, after: string, host: string): Difference[] {
  if (!URL.canParse(before) || !URL.canParse(after)) return [];
  const [one, other] = [new URL(before), new URL(after)];
  const names = new Set([...one.searchParams.keys(), ...other.searchParams.keys()]);
  const pairs: [string, string, string][] = [
    [host, one.host + one.pathname, other.host + other.pathname],
    ...[...names].map((name): [string, string, string] => [name, one.searchParams.get(name) ?? '', other.searchParams.get(name) ?? '']),
  ];
  return pairs.filter(([, was, is]) => was !== is).map(([name, was, is]) => ({ name, before: pieces(was, is), after: pieces(is, was) }));
}

/** Words by blanks, as scopes are listed; those that the other side lacks are marked. */
function pieces(text: string, other: string): Piece[] {
  const has = new Set(other.split(' '));
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({ text: word, marked: !has.has(word) }));
}

/** Whether the answer to `link` would be taken by the flow that opened `opened`: same state, same way back. */
export function belongsTo(opened: string | null | undefined, link: string): boolean {
  if (!opened || !URL.canParse(opened) || !URL.canParse(link)) return false;
  const [one, other] = [new URL(opened).searchParams, new URL(link).searchParams];
  return ['state', 'redirect_uri'].every((name) => one.get(name) !== null && one.get(name) === other.get(name));
}
