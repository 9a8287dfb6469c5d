/** `sallyport policy show`, `adopt`, `drop`, `replace`, `remove`: by which rules is decided. */

import type { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import type { DomainAsk } from '../../services/ask.ts';
import { withDomain } from '../../services/reach.ts';
import { jsonOf } from '../../view/json-of.ts';
import { namesOf } from '../../view/names.ts';
import { policyText } from '../../view/policy-view.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, domainCommand, perform } from '../common.ts';
import { sourceIn } from './source.ts';

interface ReplaceOptions extends CommonOptions {
  readonly about?: string;
}

export function inForceCommands(context: RunContext): readonly Command[] {
  return [
    domainCommand('show', 'show who decides, and by which rules').action((options: CommonOptions) =>
      policy(options, context, (ask) => ask('policy.show', {})),
    ),
    domainCommand('adopt', 'let claims decide, by a policy that is shipped, in place of the accept lists')
      .argument('[policy]', 'which; `policy show` and `policy rules` list them', 'build-5')
      .action((name: string, options: CommonOptions) =>
        policy(options, context, (ask) => ask('policy.adopt', { policy: name })),
      ),
    domainCommand('drop', 'let the accept lists decide again').action((options: CommonOptions) =>
      policy(options, context, (ask) => ask('policy.drop', {})),
    ),
    domainCommand('replace', 'put a rule of yours in the place of the one of that name, or add it')
      .argument('<rule>', 'the name of the rule')
      .argument('<file>', 'its text in Prolog, or - for standard input')
      .option('--about <text>', 'what it does, in a sentence')
      .action((rule: string, file: string, options: ReplaceOptions) =>
        policy(options, context, async (ask) => {
          const said = options.about === undefined ? {} : { about: options.about };
          return ask('policy.replace', { rule, source: sourceIn(file), ...said });
        }),
      ),
    domainCommand('remove', 'take a rule of yours back')
      .argument('<rule>', 'the name of the rule')
      .action((rule: string, options: CommonOptions) =>
        policy(options, context, (ask) => ask('policy.remove', { rule })),
      ),
  ];
}

/** Shows the policy as it is after what was asked for. */
function policy(
  options: CommonOptions,
  context: RunContext,
  operate: (ask: DomainAsk) => Promise<unknown>,
): Promise<void> {
  const { terminal } = context;
  return perform(context, options.json, () =>
    withDomain(options, context, async (ask) => {
      const answer = await operate(ask);
      if (options.json) showValue(terminal, answer, true);
      else terminal.out(policyText(jsonOf(answer), await namesOf(ask), terminal));
      return undefined;
    }),
  );
}
