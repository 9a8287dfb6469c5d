/** `sallyport policy show`, `adopt`, `drop`, `replace`: by which rules is decided. */

import type { JsonObject, JsonValue } from '@sallyport/core';
import type { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { withDomain } from '../../services/ask.ts';
import { namesOf } from '../../view/names.ts';
import { policyText } from '../../view/policy-view.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, dataCommand, perform, readInput } from '../common.ts';

interface ReplaceOptions extends CommonOptions {
  readonly about?: string;
}

export function inForceCommands(context: RunContext): readonly Command[] {
  return [
    dataCommand('show', 'show who decides, and by which rules').action((options: CommonOptions) =>
      policy('policy.show', {}, options, context),
    ),
    dataCommand('adopt', 'let claims decide, by a policy that is shipped, in place of the accept lists')
      .argument('[policy]', 'which; `policy show` and `policy rules` list them', 'build-5')
      .action((name: string, options: CommonOptions) => policy('policy.adopt', { policy: name }, options, context)),
    dataCommand('drop', 'let the accept lists decide again').action((options: CommonOptions) =>
      policy('policy.drop', {}, options, context),
    ),
    dataCommand('replace', 'put a rule of yours in the place of the one of that name, or add it')
      .argument('<rule>', 'the name of the rule')
      .argument('<file>', 'its text in Prolog, or - for standard input')
      .option('--about <text>', 'what it does, in a sentence')
      .action((rule: string, file: string, { about, ...options }: ReplaceOptions) => {
        const said = about === undefined ? {} : { about };
        return policy('policy.replace', () => ({ rule, source: sourceIn(file), ...said }), options, context);
      }),
  ];
}

function policy(
  name: string,
  input: JsonObject | (() => JsonObject),
  { dataDir, json }: CommonOptions,
  context: RunContext,
): Promise<void> {
  const { terminal } = context;
  return perform(context, json, async () => {
    const given: JsonValue = typeof input === 'function' ? input() : input;
    return withDomain(dataDir, context, async (ask) => {
      const answer = await ask(name, given);
      if (json) showValue(terminal, answer, json);
      else terminal.out(policyText(answer, await namesOf(ask), terminal));
      return undefined;
    });
  });
}

function sourceIn(file: string): string {
  return new TextDecoder().decode(readInput(file));
}
