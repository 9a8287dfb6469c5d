/** Waits for a dry run, which the domain works out in its own time. */

import type { DomainAnswer, DomainAsk } from './ask.ts';

export type DryRun = DomainAnswer<'policy.preview'>;
export type DryRunResult = NonNullable<DryRun['result']>;

/** Milliseconds that the domain is asked to hold its answer back for the end. */
export const DRY_RUN_PATIENCE = 10_000;

/** The dry run when it has ended; the domain gives every one five minutes at most. */
export async function endOfDryRun(begun: DryRun, ask: DomainAsk): Promise<DryRun> {
  let run = begun;
  while (run.ended === null) run = await ask('policy.preview-show', { id: run.id, wait: DRY_RUN_PATIENCE });
  return run;
}
