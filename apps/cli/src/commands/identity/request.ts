/** `sallyport identity request`, `confirm` and `show`: a person's key, and the mailbox that it is bound to. */

import { keyUriOf } from '@sallyport/assurance-claims';
import { fingerprintOf, signIdentityRequest } from '@sallyport/assurance-identities';
import type { JsonObject } from '@sallyport/core';
import type { Command } from 'commander';
import type { DataDirectory } from '../../data/data-directory.ts';
import { openDataDirectory } from '../../data/data-directory.ts';
import { anchorsIn, keepPersonNote, type PersonNote, personNote, requireNote, withPerson } from '../../data/person.ts';
import { fail } from '../../errors.ts';
import type { RunContext } from '../../run-context.ts';
import { textIn } from '../../view/members.ts';
import { showValue } from '../../view/value-view.ts';
import { readCertificates } from '../artefact-files.ts';
import { type CommonOptions, dataCommand, perform } from '../common.ts';
import { agree, bring } from './server.ts';

interface RequestOptions extends CommonOptions {
  readonly server?: string;
  readonly ca?: string;
}

export function requestCommands(context: RunContext): readonly Command[] {
  return [
    dataCommand(
      'request',
      'make a key if there is none, and ask that it be bound to your mailbox; ask again to get the binding',
    )
      .argument('[email]', 'your mail address; said once')
      .option('--server <url>', 'the authentication server, https://…/identities; said once')
      .option('--ca <file>', "PEM of what the server's certificate leads to; said once")
      .action((email: string | undefined, options: RequestOptions) =>
        perform(context, options.json, () => request(email, options, context)),
      ),
    dataCommand('confirm', 'agree to what the mail asks, as its link does in a browser')
      .argument('<link>', 'the link in the mail')
      .action((link: string, options: CommonOptions) =>
        perform(context, options.json, () => confirm(link, options, context)),
      ),
    dataCommand('show', 'show your key, and what it is bound to').action((options: CommonOptions) =>
      perform(context, options.json, () => show(options, context)),
    ),
  ];
}

function request(email: string | undefined, options: RequestOptions, context: RunContext): Promise<undefined> {
  const { terminal, clock } = context;
  return withPerson(options.dataDir, context, async (signer, directory) => {
    const note = noteFor(email, options, directory);
    const token = await signIdentityRequest(note.email, { audience: note.server, signer, at: clock.now() });
    const answer = await bring(note.server, token, { anchors: anchorsIn(note) });
    const binding = textIn(answer, 'binding');
    keepPersonNote(directory, { ...note, ...(binding === undefined ? {} : { binding }) });
    const shown = { email: note.email, key: signer.issuer, ...answer };
    showValue(terminal, shown, options.json, () => outcomeForPeople(shown));
    if (binding === undefined && !options.json) {
      terminal.note(
        'Next: open the link in the mail that the server sends, and compare the letters. Then ask again:\n',
      );
      terminal.note('  sallyport identity request\n');
    }
    return undefined;
  });
}

/** What was said now, else before. @throws E_CLI_USAGE, E_CLI_FILE */
function noteFor(email: string | undefined, { server, ca }: RequestOptions, directory: DataDirectory): PersonNote {
  const before = personNote(directory);
  const note = {
    email: email ?? before?.email,
    server: server ?? before?.server,
    anchors:
      ca === undefined
        ? before?.anchors
        : readCertificates(ca)
            .map((each) => each.toPem())
            .join(''),
  };
  if (note.email === undefined) throw fail('E_CLI_USAGE', 'give your mail address');
  if (note.server === undefined || note.anchors === undefined) {
    throw fail('E_CLI_USAGE', 'give --server and --ca, which `sallyport ca show --out ca.pem` of the domain writes');
  }
  return { email: note.email, server: note.server, anchors: note.anchors };
}

function outcomeForPeople(answer: JsonObject): JsonObject {
  const { status = null, fingerprint = null, email = null, key = null, expires = null } = answer;
  const state = status === 'bound' ? 'the key is bound to the mailbox' : 'a mail is on its way, if the mailbox is one';
  return { state, email, key, lettersToCompare: fingerprint, ...(expires === null ? {} : { linkExpires: expires }) };
}

async function confirm(text: string, { dataDir, json }: CommonOptions, context: RunContext): Promise<undefined> {
  const directory = openDataDirectory(dataDir, context.clock.now());
  const note = requireNote(directory);
  const link = URL.canParse(text) ? new URL(text) : undefined;
  // A link that leads elsewhere would give somebody else what confirms this key.
  if (link === undefined || `${link.origin}${link.pathname}` !== `${note.server}/confirm`) {
    throw fail('E_CLI_USAGE', `the link does not lead to the server that was asked, ${note.server}`);
  }
  await agree(link, { anchors: anchorsIn(note) });
  showValue(context.terminal, { confirmed: note.email }, json);
  if (!json) context.terminal.note('Next: get the binding\n  sallyport identity request\n');
  return undefined;
}

function show({ dataDir, json }: CommonOptions, context: RunContext): Promise<undefined> {
  return withPerson(dataDir, context, async ({ issuer }, directory) => {
    const note = personNote(directory);
    const { email = null, server = null, binding = null } = note ?? {};
    const bound = binding === null ? 'nothing yet: `sallyport identity request` asks for it' : email;
    const letters = fingerprintOf(keyUriOf(issuer) ?? issuer);
    const shown = { key: issuer, fingerprint: letters, email, server, binding };
    const forPeople = { key: issuer, lettersToCompare: letters, boundTo: bound };
    showValue(context.terminal, shown, json, () => forPeople);
    return undefined;
  });
}
