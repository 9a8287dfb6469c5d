/** `sallyport identity claim`: a person signs a claim, for an owner's domain to take in. */

import { CLAIM_TYPES, isClaimTypeName, makeClaim, signJose } from '@sallyport/assurance-claims';
import { parseMailbox } from '@sallyport/assurance-identities';
import { type JsonObject, type JsonValue, utf8 } from '@sallyport/core';
import type { Command } from 'commander';
import { writeOutput } from '../../data/named-files.ts';
import { personNote, withPerson } from '../../data/person.ts';
import { fail } from '../../errors.ts';
import type { RunContext } from '../../run-context.ts';
import { showValue } from '../../view/value-view.ts';
import { subjectIn } from '../claim/files.ts';
import { UNTIL, type UntilOption } from '../claim/say.ts';
import { type CommonOptions, dataCommand, perform } from '../common.ts';

interface ClaimOptions extends CommonOptions, UntilOption {
  readonly subject: string;
  readonly out?: string;
}

/** Fields that stand for whoever claims. */
const SELF: Readonly<Record<string, string>> = { Trust: 'truster', Distrust: 'truster', Purchase: 'buyer' };

export function claimByPerson(context: RunContext): Command {
  return dataCommand('claim', 'sign a claim with your key; the owner of a domain brings it by `claim submit`')
    .argument('<type>', 'the type of the claim, such as Trust')
    .requiredOption('--subject <file>', 'JSON of what is claimed, with keys and URIs for names; - for standard input')
    .option(...UNTIL)
    .option('-o, --out <file>', 'write the claim here')
    .action((type: string, options: ClaimOptions) =>
      perform(context, options.json, () => claim(type, options, context)),
    );
}

async function claim(type: string, options: ClaimOptions, context: RunContext): Promise<undefined> {
  const { dataDir, json, until, out } = options;
  if (!isClaimTypeName(type)) {
    throw fail('E_CLI_USAGE', `there is no type of claim ${type}: see \`sallyport claim templates\``);
  }
  const subject = subjectIn(options.subject);
  return withPerson(dataDir, context, async (signer, directory) => {
    const note = personNote(directory);
    const self = note?.binding === undefined ? signer.issuer : parseMailbox(note.email).uri;
    const body = CLAIM_TYPES[type].read(completed(type, subject, self));
    const validFrom = context.clock.now();
    const document = makeClaim({
      ...{ type: body.type, issuer: signer.issuer, subject: body.subject, validFrom },
      ...(until === undefined ? {} : { validUntil: new Date(until) }),
    });
    const token = await signJose(document, { signer });
    if (out !== undefined) writeOutput(out, utf8(`${token}\n`));
    const shown = out === undefined ? (json ? { claim: token } : token) : { written: out };
    showValue(context.terminal, shown, json);
    return undefined;
  });
}

function completed(type: string, subject: JsonObject, self: string): JsonObject {
  const field = SELF[type];
  const complete: Record<string, JsonValue> = { ...subject };
  if (field !== undefined) complete[field] ??= self;
  return complete;
}
