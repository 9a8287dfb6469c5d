/** `sallyport ca`: looks at certificates, and at what the domain CA has issued. */

import { writeFileSync } from 'node:fs';
import { masaUrlOf } from '@sallyport/brski';
import { isJsonObject, type JsonValue } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import { Command, Option } from 'commander';
import type { RunContext } from '../run-context.ts';
import { operateDomain } from '../services.ts';
import { showValue } from '../view/value-view.ts';
import { type CommonOptions, dataCommand, jsonCommand, perform, performOperation, readInput } from './common.ts';

export function caCommand(context: RunContext): Command {
  const command = new Command('ca').description('inspect certificates; run the domain CA');
  command.addCommand(
    jsonCommand('inspect', 'show certificates')
      .argument('<file>', 'PEM or DER; - for standard input')
      .action((file: string, options: { json: boolean }) =>
        perform(context, options.json, async () => {
          const certificates = readCertificates(readInput(file)).map(describe);
          const [only] = certificates;
          showValue(
            context.terminal,
            certificates.length === 1 && only !== undefined ? only : certificates,
            options.json,
          );
          return undefined;
        }),
      ),
  );
  command.addCommand(
    dataCommand('show', 'show the domain CA and the registrar certificate').action((options: CommonOptions) =>
      performOperation(context, options, operateDomain, 'ca.show', {}),
    ),
  );
  command.addCommand(
    dataCommand('issue', 'certify a server or router of the domain')
      .argument('<csr>', 'certification request, PEM; - for standard input')
      .addOption(
        new Option('--profile <profile>', 'what it is for')
          .choices(['registrar', 'radius', 'router'])
          .makeOptionMandatory(),
      )
      .option('--host <name...>', 'names and addresses of the server')
      .option('--serial <number>', "the router's serial number")
      .option('--model <name>', "the router's model")
      .option('-o, --out <file>', 'where to write the certificate')
      .action((csr: string, options: IssueOptions) =>
        perform(context, options.json, () => issue(csr, options, context)),
      ),
  );
  command.addCommand(
    dataCommand('revoke', 'revoke a certificate of the domain')
      .argument('<serial>', "the certificate's serial number, hexadecimal")
      .option('--reason <reason>', 'keyCompromise, superseded, cessationOfOperation, affiliationChanged or unspecified')
      .action((serialNumber: string, { reason, ...options }: CommonOptions & { reason?: string }) =>
        performOperation(context, options, operateDomain, 'ca.revoke', {
          serialNumber,
          ...(reason === undefined ? {} : { reason }),
        }),
      ),
  );
  command.addCommand(
    dataCommand('crl', 'make the next revocation list').action((options: CommonOptions) =>
      performOperation(context, options, operateDomain, 'ca.crl', {}),
    ),
  );
  return command;
}

interface IssueOptions extends CommonOptions {
  readonly profile: string;
  readonly host?: string[];
  readonly serial?: string;
  readonly model?: string;
  readonly out?: string;
}

async function issue(csr: string, options: IssueOptions, context: RunContext): Promise<undefined> {
  const { profile, host, serial, model, out } = options;
  const input: JsonValue = {
    profile,
    csr: new TextDecoder().decode(readInput(csr)),
    ...(host === undefined ? {} : { hosts: host }),
    ...(serial === undefined ? {} : { serialNumber: serial }),
    ...(model === undefined ? {} : { model }),
  };
  const answer = await operateDomain(options.dataDir, context, 'ca.issue', input);
  const certificate = isJsonObject(answer) ? answer['certificate'] : undefined;
  if (out === undefined || typeof certificate !== 'string') showValue(context.terminal, answer, options.json);
  else {
    writeFileSync(out, certificate);
    showValue(context.terminal, { written: out }, options.json);
  }
  return undefined;
}

const DER_SEQUENCE = 0x30;

function readCertificates(content: Uint8Array): readonly Certificate[] {
  if (content[0] === DER_SEQUENCE) return [Certificate.parse(content)];
  return Certificate.allFromPem(new TextDecoder().decode(content));
}

/** A certificate as a person asks about it. */
function describe(certificate: Certificate): Record<string, JsonValue> {
  const { basicConstraints, keyUsage, extendedKeyUsage } = certificate;
  const masa = masaUrlOf(certificate);
  return {
    subject: certificate.subject.toString(),
    issuer: certificate.issuer.toString(),
    serialNumber: certificate.serialNumber,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    key: certificate.publicKey.asymmetricKeyType ?? 'unknown',
    ca: basicConstraints?.ca ?? false,
    ...(keyUsage === undefined ? {} : { keyUsage: [...keyUsage] }),
    ...(extendedKeyUsage === undefined ? {} : { extendedKeyUsage: [...extendedKeyUsage] }),
    subjectAltNames: certificate.subjectAltNames.map(
      (name) => `${name.kind}: ${'value' in name ? String(name.value) : ''}`,
    ),
    ...(masa === undefined ? {} : { masa }),
    fingerprint: certificate.fingerprint(),
  };
}
