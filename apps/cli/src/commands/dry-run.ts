/** What commands about dry runs share: a change is tried against the devices of the domain, and nothing is changed. */

import { fail } from '../errors.ts';
import { EXIT } from '../exit.ts';
import type { RunContext } from '../run-context.ts';
import type { DomainAsk } from '../services/ask.ts';
import { type DryRun, endOfDryRun } from '../services/dry-run.ts';
import { withDomain } from '../services/reach.ts';
import { dryRunText } from '../view/dry-run-view.ts';
import { namesOf } from '../view/names.ts';
import { patiently } from '../view/spinner.ts';
import { showValue } from '../view/value-view.ts';
import { type CommonOptions, perform } from './common.ts';

/** Fails when the change would be refused, or could not be worked out. */
export function performDryRun(
  context: RunContext,
  options: CommonOptions,
  begin: (ask: DomainAsk) => Promise<DryRun>,
): Promise<void> {
  const { json } = options;
  const { terminal } = context;
  return perform(context, json, () =>
    withDomain(options, context, async (ask) => {
      const work = async () => endOfDryRun(await begin(ask), ask);
      const run = await (json ? work() : patiently(terminal, 'judging the devices', work));
      const { result, error } = run;
      if (json) showValue(terminal, run, json);
      else if (result !== null) terminal.out(dryRunText(result, await namesOf(ask), terminal));
      else throw fail('E_CLI_OPERATION', `the dry run came to nothing: ${error?.detail ?? run.state}`);
      return result === null || result.isRefused ? EXIT.failed : EXIT.ok;
    }),
  );
}
