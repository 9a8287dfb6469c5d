/** `sallyport claim make`, `submit`, `list`, `show`, `retract`, `templates`, `query`, `devices`: the claims themselves. */

import { ORIGINS } from '@sallyport/assurance-claim-log';
import { isJsonObject, type JsonValue, toBase64 } from '@sallyport/core';
import { type Command, Option } from 'commander';
import { fail } from '../../errors.ts';
import { EXIT } from '../../exit.ts';
import { count } from '../../options.ts';
import type { RunContext } from '../../run-context.ts';
import { operateDomain, withDomain } from '../../services/ask.ts';
import { answersForPeople, claimsText, wholeClaimText } from '../../view/claim-view.ts';
import { metDevicesForPeople, templatesText } from '../../view/claim-words.ts';
import { namesOf } from '../../view/names.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, dataCommand, perform } from '../common.ts';
import { claimIn, subjectIn } from './files.ts';
import { performClaim, UNTIL, type UntilOption } from './say.ts';

const ID = 'as `claim list` shows it, or its URI';

interface MakeOptions extends CommonOptions, UntilOption {
  readonly subject: string;
}

interface PageOptions extends CommonOptions {
  readonly origin?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export function logCommands(context: RunContext): readonly Command[] {
  return [
    dataCommand('make', 'say anything that there is a type of claim for; `claim templates` shows how')
      .argument('<type>', 'the type of the claim, such as Vulnerability')
      .requiredOption('--subject <file>', 'JSON of what is claimed, or - for standard input')
      .option(...UNTIL)
      .action((type: string, options: MakeOptions) =>
        performClaim(context, options, async (ask) => {
          const until = options.until === undefined ? {} : { validUntil: options.until };
          return ask('claims.make', { type, subject: subjectIn(options.subject), ...until });
        }),
      ),
    dataCommand('submit', 'bring a claim that somebody else signed')
      .argument('<file>', 'the claim as a token or as JSON, or - for standard input')
      .option('--from <name>', 'who gave it to you')
      .action((file: string, options: CommonOptions & { from?: string }) =>
        performClaim(context, options, async (ask) => {
          const from = options.from === undefined ? {} : { from: options.from };
          return ask('claims.submit', { claim: toBase64(claimIn(file)), ...from });
        }),
      ),
    dataCommand('list', 'show what was claimed and what of it counts, the newest first')
      .addOption(new Option('--origin <origin>', 'only those that came so').choices(ORIGINS))
      .option('--limit <number>', 'how many at most, up to 1000 (default: 20)', count)
      .option('--cursor <cursor>', 'go on after the page that named this')
      .action((options: PageOptions) => perform(context, options.json, () => list(options, context))),
    dataCommand('show', 'show one claim whole')
      .argument('<id>', ID)
      .action((id: string, options: CommonOptions) =>
        performClaim(
          context,
          options,
          async (ask) => ask('claims.show', { id: await wholeId(id, ask) }),
          (claim, names) => wholeClaimText(claim, names, context.terminal),
        ),
      ),
    dataCommand('retract', 'take a claim of yours back; it stays in the log and counts no more')
      .argument('<id>', ID)
      .option('--reason <text>', 'why')
      .action((id: string, options: CommonOptions & { reason?: string }) =>
        performClaim(context, options, async (ask) => {
          const reason = options.reason === undefined ? {} : { reason: options.reason };
          return ask('claims.retract', { id: await wholeId(id, ask), ...reason });
        }),
      ),
    dataCommand('templates', 'show what is claimed most, to be filled in').action((options: CommonOptions) =>
      perform(context, options.json, async () => {
        const answer = await operateDomain(options.dataDir, context, 'claims.templates', {});
        if (options.json) showValue(context.terminal, answer, options.json);
        else context.terminal.out(templatesText(answer, context.terminal));
        return undefined;
      }),
    ),
    dataCommand('query', 'ask what is known, in the language of rules')
      .argument('<goal>', 'such as "trusts(Who, Whom, device)"; a name that begins with a capital is asked for')
      .action((goal: string, options: CommonOptions) =>
        perform(context, options.json, () => query(goal, options, context)),
      ),
    dataCommand('devices', 'list the devices that were met, by their birth keys')
      .option('--limit <number>', 'how many at most, up to 1000 (default: 100)', count)
      .option('--cursor <cursor>', 'go on after the page that named this')
      .action(({ dataDir, json, ...input }: PageOptions) =>
        perform(context, json, () =>
          withDomain(dataDir, context, async (ask) => {
            const answer = await ask('assurance.devices', { ...input });
            const names = json ? new Map<string, string>() : await namesOf(ask);
            showValue(context.terminal, answer, json, (each) => metDevicesForPeople(each, names));
            return undefined;
          }),
        ),
      ),
  ];
}

function query(goal: string, { dataDir, json }: CommonOptions, context: RunContext): Promise<number> {
  return withDomain(dataDir, context, async (ask) => {
    const answer = await ask('claims.query', { goal });
    const names = json ? new Map<string, string>() : await namesOf(ask);
    showValue(context.terminal, answer, json, (each) => answersForPeople(each, names));
    return isJsonObject(answer) && answer['outcome'] === 'answered' ? EXIT.ok : EXIT.failed;
  });
}

function list({ dataDir, json, limit = 20, ...input }: PageOptions, context: RunContext): Promise<undefined> {
  return withDomain(dataDir, context, async (ask) => {
    const answer = await ask('claims.list', { ...input, limit });
    if (json) showValue(context.terminal, answer, json);
    else context.terminal.out(claimsText(answer, await namesOf(ask), context.terminal));
    return undefined;
  });
}

const BEGINNING = /^[0-9a-f]{6,63}$/;
/** Claims that are looked through for one that was named by its beginning. */
const LOOKED_THROUGH = 1000;

/** An id by its beginning, as tables show it, among the newest claims. @throws E_CLI_USAGE */
async function wholeId(text: string, ask: (name: string, input: JsonValue) => Promise<JsonValue>): Promise<string> {
  const wanted = text.replace(/…$/, '');
  if (!BEGINNING.test(wanted)) return text;
  const answer = await ask('claims.list', { limit: LOOKED_THROUGH });
  const claims = isJsonObject(answer) && Array.isArray(answer['claims']) ? answer['claims'].filter(isJsonObject) : [];
  const [id, ...others] = claims.flatMap(({ id: each }) =>
    typeof each === 'string' && each.startsWith(wanted) ? [each] : [],
  );
  if (id === undefined)
    throw fail(
      'E_CLI_USAGE',
      `no claim of the newest ${LOOKED_THROUGH} begins with ${wanted}: see \`sallyport claim list\``,
    );
  if (others.length > 0) throw fail('E_CLI_USAGE', `several claims begin with ${wanted}: give more of it`);
  return id;
}
