/** `sallyport claim make`, `submit`, `list`, `show`, `retract`, `templates`, `query`, `devices`: the claims themselves. */

import { ORIGINS } from '@sallyport/assurance-claim-log';
import type { ClaimTypeName } from '@sallyport/assurance-claims';
import { isJsonObject, toBase64 } from '@sallyport/core';
import { type Command, Option } from 'commander';
import { EXIT } from '../../exit.ts';
import type { RunContext } from '../../run-context.ts';
import type { DomainInput } from '../../services/ask.ts';
import { askDomain, withDomain } from '../../services/reach.ts';
import { answersForPeople, claimsText, wholeClaimText } from '../../view/claim-view.ts';
import { metDevicesForPeople, templatesText } from '../../view/claim-words.ts';
import { jsonOf } from '../../view/json-of.ts';
import { namesOf } from '../../view/names.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, domainCommand, perform } from '../common.ts';
import { type PageOptions, paged, pageOf } from '../page-options.ts';
import { claimIn, subjectIn } from './files.ts';
import { CLAIM_ID, wholeId } from './ids.ts';
import { performClaim, UNTIL, type UntilOption } from './say.ts';

interface MakeOptions extends CommonOptions, UntilOption {
  readonly subject: string;
}

interface ListOptions extends PageOptions {
  readonly origin?: DomainInput<'claims.list'>['origin'];
}

const SHOWN = 20;

export function logCommands(context: RunContext): readonly Command[] {
  return [
    domainCommand('make', 'say anything that there is a type of claim for; `claim templates` shows how')
      .argument('<type>', 'the type of the claim, such as Vulnerability')
      .requiredOption('--subject <file>', 'JSON of what is claimed, or - for standard input')
      .option(...UNTIL)
      .action((type: ClaimTypeName, options: MakeOptions) =>
        performClaim(context, options, async (ask) => {
          const until = options.until === undefined ? {} : { validUntil: options.until };
          return ask('claims.make', { type, subject: subjectIn(options.subject), ...until });
        }),
      ),
    domainCommand('submit', 'bring a claim that somebody else signed')
      .argument('<file>', 'the claim as a token or as JSON, or - for standard input')
      .option('--from <name>', 'who gave it to you')
      .action((file: string, options: CommonOptions & { from?: string }) =>
        performClaim(context, options, async (ask) => {
          const from = options.from === undefined ? {} : { from: options.from };
          return ask('claims.submit', { claim: toBase64(claimIn(file)), ...from });
        }),
      ),
    paged(domainCommand('list', 'show what was claimed and what of it counts, the newest first'), SHOWN)
      .addOption(new Option('--origin <origin>', 'only those that came so').choices(ORIGINS))
      .action((options: ListOptions) => perform(context, options.json, () => list(options, context))),
    domainCommand('show', 'show one claim whole')
      .argument('<id>', CLAIM_ID)
      .action((id: string, options: CommonOptions) =>
        performClaim(
          context,
          options,
          async (ask) => ask('claims.show', { id: await wholeId(id, ask) }),
          (claim, names) => wholeClaimText(claim, names, context.terminal),
        ),
      ),
    domainCommand('retract', 'take a claim of yours back; it stays in the log and counts no more')
      .argument('<id>', CLAIM_ID)
      .option('--reason <text>', 'why')
      .action((id: string, options: CommonOptions & { reason?: string }) =>
        performClaim(context, options, async (ask) => {
          const reason = options.reason === undefined ? {} : { reason: options.reason };
          return ask('claims.retract', { id: await wholeId(id, ask), ...reason });
        }),
      ),
    domainCommand('templates', 'show what is claimed most, to be filled in').action((options: CommonOptions) =>
      perform(context, options.json, async () => {
        const answer = await askDomain(options, context, 'claims.templates', {});
        if (options.json) showValue(context.terminal, answer, options.json);
        else context.terminal.out(templatesText(answer, context.terminal));
        return undefined;
      }),
    ),
    domainCommand('query', 'ask what is known, in the language of rules')
      .argument('<goal>', 'such as "trusts(Who, Whom, device)"; a name that begins with a capital is asked for')
      .action((goal: string, options: CommonOptions) =>
        perform(context, options.json, () => query(goal, options, context)),
      ),
    paged(domainCommand('devices', 'list the devices that were met, by their birth keys')).action(
      (options: PageOptions) => perform(context, options.json, () => metDevices(options, context)),
    ),
  ];
}

function metDevices(options: PageOptions, context: RunContext): Promise<undefined> {
  const { json } = options;
  return withDomain(options, context, async (ask) => {
    const answer = await ask('assurance.devices', pageOf(options));
    const names = json ? new Map<string, string>() : await namesOf(ask);
    showValue(context.terminal, answer, json, (each) => metDevicesForPeople(each, names));
    return undefined;
  });
}

function query(goal: string, options: CommonOptions, context: RunContext): Promise<number> {
  const { json } = options;
  return withDomain(options, context, async (ask) => {
    const answer = await ask('claims.query', { goal });
    const names = json ? new Map<string, string>() : await namesOf(ask);
    showValue(context.terminal, answer, json, (each) => answersForPeople(each, names));
    return isJsonObject(answer) && answer['outcome'] === 'answered' ? EXIT.ok : EXIT.failed;
  });
}

function list(options: ListOptions, context: RunContext): Promise<undefined> {
  const { json, origin, limit = SHOWN } = options;
  return withDomain(options, context, async (ask) => {
    const come = origin === undefined ? {} : { origin };
    const answer = await ask('claims.list', { ...pageOf(options), limit, ...come });
    if (json) showValue(context.terminal, answer, json);
    else context.terminal.out(claimsText(jsonOf(answer), await namesOf(ask), context.terminal));
    return undefined;
  });
}
