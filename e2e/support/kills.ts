import { test } from '@playwright/test';

/** How often a test kills the program, QIAO_KILLS or as usual, with time enough for all of it: the more there is, the longer a round takes. */
export function kills(usual: number): number {
  const rounds = Number(process.env.QIAO_KILLS ?? usual);
  test.setTimeout(180_000 + rounds * 60_000);
  return rounds;
}

/** The id of the nth record that a worker writes in a round. No other has the same: what fills it up is no digit. */
export function idOf(kind: string, round: number, worker: number | string, n: number): string {
  return `${kind}${round}w${worker}n${n}`.padEnd(15, 'x');
}
