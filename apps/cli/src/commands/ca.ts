/** `sallyport ca`: looks at certificates, and at what the domain CA has issued. */

import { masaUrlOf } from '@sallyport/brski';
import { isJsonObject, isSallyportError, type JsonValue } from '@sallyport/core';
import { type Certificate, keyTypeOf, OID } from '@sallyport/pki';
import { Command, Option } from 'commander';
import { readInput, writeOutput } from '../data/named-files.ts';
import { fail } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import type { DomainAsk, DomainInput } from '../services/ask.ts';
import { askDomain, withDomain } from '../services/reach.ts';
import { jsonOf } from '../view/json-of.ts';
import { arrayIn, textIn } from '../view/members.ts';
import { showValue } from '../view/value-view.ts';
import { timeText } from '../view/words.ts';
import { readCertificates } from './artefact-files.ts';
import { type CommonOptions, domainCommand, jsonCommand, perform, performDomain } from './common.ts';
import { deviceNamed } from './names.ts';
import { REVOKE_REASONS, type RevokeReason } from './revoke.ts';

export function caCommand(context: RunContext): Command {
  const command = new Command('ca').description("inspect certificates; issue and revoke the domain's");
  command.addCommand(
    jsonCommand('inspect', 'show certificates')
      .argument('<file>', 'PEM or DER; - for standard input')
      .action((file: string, options: { json: boolean }) =>
        perform(context, options.json, async () => {
          const certificates = readCertificates(file).map(describe);
          const [only] = certificates;
          const shown = certificates.length === 1 && only !== undefined ? only : certificates;
          showValue(context.terminal, shown, options.json, withUsesNamed);
          return undefined;
        }),
      ),
  );
  command.addCommand(
    domainCommand('show', 'show the domain CA and the registrar certificate')
      .option('-o, --out <file>', 'write the certificate of the domain CA here, as PEM')
      .action((options: CommonOptions & { out?: string }) =>
        perform(context, options.json, () => showOrWrite('ca.show', {}, 'ca', options, context)),
      ),
  );
  command.addCommand(
    domainCommand('issue', 'certify a server or router of the domain')
      .argument('<csr>', 'certification request, PEM; - for standard input')
      .addOption(
        new Option('--profile <profile>', 'what it is for')
          .choices(['registrar', 'radius', 'router'])
          .makeOptionMandatory(),
      )
      .option('--host <name...>', 'names and addresses of the server; for registrar and radius')
      .option('--serial <number>', 'serial number of the device; for router')
      .option('--model <name>', 'model of the device; for router')
      .option('-o, --out <file>', 'where to write the certificate, as PEM')
      .action((csr: string, options: IssueOptions) =>
        perform(context, options.json, () => issue(csr, options, context)),
      ),
  );
  command.addCommand(
    domainCommand('revoke', 'revoke a certificate of the domain')
      .argument('[serial]', "the certificate's serial number, hexadecimal")
      .option('--device <device>', 'the newest certificate of this device: serial number, or MANUFACTURER/SERIAL')
      .addOption(new Option('--reason <reason>', 'why').choices(REVOKE_REASONS))
      .action((serial: string | undefined, options: RevokeOptions) =>
        perform(context, options.json, () => revoke(serial, options, context)),
      ),
  );
  command.addCommand(
    domainCommand('status', 'tell whether a certificate of the domain counts')
      .argument('<serial>', "the certificate's serial number, hexadecimal")
      .action((serialNumber: string, options: CommonOptions) =>
        performDomain(context, options, 'ca.status', { serialNumber }),
      ),
  );
  command.addCommand(
    domainCommand('crl', 'write the revocation list in force')
      .option('-o, --out <file>', 'where to write it, as PEM')
      .action((options: CommonOptions & { out?: string }) =>
        perform(context, options.json, () => showOrWrite('ca.crl', {}, 'crl', options, context)),
      ),
  );
  return command;
}

interface RevokeOptions extends CommonOptions {
  readonly device?: string;
  readonly reason?: RevokeReason;
}

async function revoke(serial: string | undefined, options: RevokeOptions, context: RunContext): Promise<undefined> {
  const { json, device, reason } = options;
  if ((serial === undefined) === (device === undefined)) {
    throw fail('E_CLI_USAGE', 'name either the serial number of a certificate or a --device');
  }
  return withDomain(options, context, async (ask) => {
    const serialNumber = serial ?? (await newestCertificateOf(device ?? '', ask));
    const why = reason === undefined ? {} : { reason };
    showValue(context.terminal, await ask('ca.revoke', { serialNumber, ...why }), json);
    return undefined;
  });
}

async function newestCertificateOf(device: string, ask: DomainAsk): Promise<string> {
  const answer = await ask('devices.show', { ...(await deviceNamed(device, ask)) });
  const serial = isJsonObject(answer) ? textIn(answer, 'certificateSerial') : undefined;
  if (serial === undefined) throw fail('E_CLI_USAGE', `device ${device} has no certificate`);
  return serial;
}

/** Shows an operation's answer, or writes one member of it to a file. */
async function showOrWrite<Name extends 'ca.show' | 'ca.issue' | 'ca.crl'>(
  operation: Name,
  input: DomainInput<Name>,
  name: string,
  options: CommonOptions & { out?: string },
  context: RunContext,
): Promise<undefined> {
  const { json, out } = options;
  const answer = jsonOf(await askDomain(options, context, operation, input));
  const content = isJsonObject(answer) ? answer[name] : undefined;
  if (out === undefined || typeof content !== 'string') showValue(context.terminal, answer, json);
  else {
    writeOutput(out, content);
    showValue(context.terminal, { written: out }, json);
  }
  return undefined;
}

interface IssueOptions extends CommonOptions {
  readonly profile: DomainInput<'ca.issue'>['profile'];
  readonly host?: string[];
  readonly serial?: string;
  readonly model?: string;
  readonly out?: string;
}

function issue(csr: string, options: IssueOptions, context: RunContext): Promise<undefined> {
  const { profile, host, serial, model } = options;
  const input = { profile, csr: new TextDecoder().decode(readInput(csr)), hosts: host, serialNumber: serial, model };
  return showOrWrite('ca.issue', input, 'certificate', options, context);
}

/** A certificate as a person asks about it. */
function describe(certificate: Certificate): Record<string, JsonValue> {
  const { basicConstraints, keyUsage, extendedKeyUsage } = certificate;
  const masa = masaUrlOf(certificate);
  return {
    subject: certificate.subject.toString(),
    issuer: certificate.issuer.toString(),
    serialNumber: certificate.serialNumber,
    notBefore: timeText(certificate.notBefore.getTime()),
    notAfter: timeText(certificate.notAfter.getTime()),
    key: keyOf(certificate),
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

function keyOf(certificate: Certificate): string {
  try {
    return keyTypeOf(certificate.publicKey);
  } catch (thrown) {
    if (!isSallyportError(thrown)) throw thrown;
    return 'of a kind that is not supported';
  }
}

const USES: ReadonlyMap<JsonValue, string> = new Map([
  [OID.serverAuth, 'TLS server'],
  [OID.clientAuth, 'TLS client'],
  [OID.cmcRa, 'registration authority'],
]);

/** Extended key usages by name, where people look; programs get the object identifiers. */
function withUsesNamed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withUsesNamed);
  const uses = arrayIn(value, 'extendedKeyUsage');
  if (!isJsonObject(value) || uses === undefined) return value;
  return { ...value, extendedKeyUsage: uses.map((use) => USES.get(use) ?? use) };
}
