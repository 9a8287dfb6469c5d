/** `sallyport router init`: a key for a router, and what its owner has to do for it. */

import { hostname } from 'node:os';
import { createRouterIdentity, requestCertificate } from '@sallyport/app-router';
import type { Command } from 'commander';
import { writeOutput } from '../../data/named-files.ts';
import type { RunContext } from '../../run-context.ts';
import { showValue } from '../../view/value-view.ts';
import { jsonCommand, perform } from '../common.ts';
import { type DirectoryOptions, directoryOption } from './directory.ts';

interface InitOptions extends DirectoryOptions {
  readonly serial: string;
  readonly csr?: string;
}

export function initCommand(context: RunContext): Command {
  return jsonCommand('init', 'make the key of a router, once, and show what its owner is to trust')
    .addOption(directoryOption())
    .option('--serial <number>', 'what the router is called', hostname())
    .option('--csr <file>', 'write a request for a certificate of the domain here, as PEM')
    .action((options: InitOptions) => perform(context, options.json, () => init(options, context)));
}

async function init({ directory, serial, csr, json }: InitOptions, context: RunContext): Promise<undefined> {
  const identity = await createRouterIdentity({ ...context, directory, serialNumber: serial });
  if (csr !== undefined) writeOutput(csr, await requestCertificate(identity, serial));
  const { isNew, name, did } = identity;
  showValue(
    context.terminal,
    { router: name, did, directory, isNew, ...(csr === undefined ? {} : { request: csr }) },
    json,
  );
  if (json) return undefined;
  const { terminal } = context;
  if (csr === undefined) {
    terminal.note(
      `Next, where the owner's domain is:\n  sallyport router add '${name}' --name ${serial} --out router.claim\n`,
    );
    terminal.note(
      'and then here:\n  sallyport router run --trust-claim router.claim --registrar HOST:PORT --enforcer nftables --interface NAME\n',
    );
  } else {
    terminal.note(
      `Next, where the owner's domain is:\n  sallyport ca issue ${csr} --profile router --serial ${serial} --out router.pem\n`,
    );
    terminal.note('  sallyport ca show --out ca.pem\n');
    terminal.note(
      'and then here:\n  sallyport router run --certificate router.pem --domain-ca ca.pem --registrar HOST:PORT --enforcer nftables --interface NAME\n',
    );
  }
  return undefined;
}
