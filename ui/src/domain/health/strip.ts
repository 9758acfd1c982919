/** What one proof said. Its height in the strip is part of the code, not of the colour alone. */
export type ProofResult = 'none' | 'ok' | 'retry' | 'behind' | 'refused';

export interface Proof {
  result: ProofResult;
  /** Already as words: "26 Oct, 10:30". */
  at?: string | undefined;
}

/** How many bars the strip has. */
export const STRIP_LENGTH = 60;

/** The newest proofs, with empty bars before them where there are too few. */
export function fillStrip(proofs: readonly Proof[]): Proof[] {
  const newest = proofs.slice(-STRIP_LENGTH);
  const lacking = Array.from({ length: STRIP_LENGTH - newest.length }, (): Proof => ({ result: 'none' }));
  return [...lacking, ...newest];
}

/** Where the caption of the last refusal stands, as a share of the width; undefined: none. */
export function lastRefusal(bars: readonly Proof[]): { at: string; share: number } | undefined {
  const index = bars.findLastIndex(({ result, at }) => result === 'refused' && at !== undefined);
  const bar = bars[index];
  return bar?.at === undefined ? undefined : { at: bar.at, share: (index + 0.5) / bars.length };
}
