/** `sallyport voucher`: makes, shows and verifies voucher-requests and vouchers, from files. */

import {
  type ArtifactKind,
  createNonce,
  SignedArtifact,
  signPledgeVoucherRequest,
  verifyArtifact,
} from '@sallyport/brski';
import { fromBase64, isJsonObject, isSallyportError, type JsonValue, toBase64, toHex } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import { Command, Option } from 'commander';
import { writeOutput } from '../data/named-files.ts';
import { fail } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import { showValue } from '../view/value-view.ts';
import { notA, readCertificate, readCertificates, readCms, readPrivateKey } from './artefact-files.ts';
import { jsonCommand, perform } from './common.ts';

interface JsonOption {
  readonly json: boolean;
}

export function voucherCommand(context: RunContext): Command {
  const command = new Command('voucher').description('make, inspect and verify vouchers and requests');
  command.addCommand(
    jsonCommand('request', 'make a voucher-request as a pledge would (RFC 8995 §5.2)')
      .requiredOption('--idevid <file>', 'IDevID certificate, PEM or DER')
      .requiredOption('--key <file>', 'private key of the IDevID, PEM or DER (PKCS #8)')
      .requiredOption('--registrar <file>', "the registrar's TLS certificate, PEM or DER")
      .option('--serial <number>', 'serial number; default: the one in the IDevID')
      .requiredOption('-o, --out <file>', 'where to write the CMS (DER), or - for standard output')
      .action((options: RequestOptions) => perform(context, options.json, () => request(options, context))),
  );
  command.addCommand(
    jsonCommand('inspect', 'show what a voucher or voucher-request says, without believing it')
      .argument('<file>', 'CMS as DER, PEM or base64; - for standard input')
      .addOption(kindOption())
      .action((file: string, options: JsonOption & { kind?: ArtifactKind }) =>
        perform(context, options.json, async () => {
          showValue(context.terminal, describe(readArtifact(file, options.kind)), options.json, withoutBulk);
          return undefined;
        }),
      ),
  );
  command.addCommand(
    jsonCommand('verify', 'verify the signature and that it leads to a trust anchor')
      .argument('<file>', 'CMS as DER, PEM or base64; - for standard input')
      .requiredOption('--anchor <file...>', 'trust anchors, PEM')
      .option('--extra <file...>', 'further certificates for the chain, PEM')
      .option('--at <time>', 'the time to judge lifetimes at, RFC 3339; default: now')
      .option('--ignore-lifetimes', 'do not look at lifetimes', false)
      .addOption(kindOption())
      .action((file: string, options: VerifyOptions) =>
        perform(context, options.json, () => verify(file, options, context)),
      ),
  );
  return command;
}

function kindOption(): Option {
  return new Option('--kind <kind>', 'what it is; default: found out').choices(['voucher', 'voucher-request']);
}

interface RequestOptions extends JsonOption {
  readonly idevid: string;
  readonly key: string;
  readonly registrar: string;
  readonly serial?: string;
  readonly out: string;
}

async function request(options: RequestOptions, context: RunContext): Promise<undefined> {
  const idevid = readCertificate(options.idevid);
  const serialNumber = options.serial ?? idevid.subject.attribute('serialNumber');
  if (serialNumber === undefined) throw fail('E_CLI_USAGE', 'the IDevID names no serial number: give --serial');
  const nonce = createNonce(context.random);
  const cms = await signPledgeVoucherRequest({
    createdOn: context.clock.now(),
    serialNumber,
    nonce,
    registrarTlsCertificate: readCertificate(options.registrar),
    certificate: idevid,
    key: readPrivateKey(options.key),
  });
  if (options.out === '-') process.stdout.write(cms);
  else {
    writeOutput(options.out, cms);
    showValue(context.terminal, { written: options.out, serialNumber, nonce, bytes: cms.length }, options.json);
  }
  return undefined;
}

interface VerifyOptions extends JsonOption {
  readonly anchor: string[];
  readonly extra?: string[];
  readonly at?: string;
  readonly ignoreLifetimes: boolean;
  readonly kind?: ArtifactKind;
}

async function verify(file: string, options: VerifyOptions, context: RunContext): Promise<undefined> {
  const at = options.at === undefined ? context.clock.now() : new Date(options.at);
  if (Number.isNaN(at.getTime())) throw fail('E_CLI_USAGE', `--at ${options.at} is no time`);
  const readAll = (paths: readonly string[] = []) => paths.flatMap(readCertificates);
  const verified = verifyArtifact(readArtifact(file, options.kind), {
    anchors: readAll(options.anchor),
    extraCertificates: readAll(options.extra),
    at: options.ignoreLifetimes ? 'ignore-validity' : at,
  });
  const chain = (verified.chain ?? []).map((certificate) => certificate.subject.toString());
  showValue(context.terminal, { verified: true, chain, ...describe(verified.signed) }, options.json, withoutBulk);
  return undefined;
}

/** Reads an artefact of the kind given or found out. */
function readArtifact(file: string, kind: ArtifactKind | undefined): SignedArtifact {
  const cms = readCms(file);
  try {
    return SignedArtifact.parse(cms, kind ?? 'voucher');
  } catch (thrown) {
    if (kind === undefined && isSallyportError(thrown, 'E_BRSKI_VOUCHER_SYNTAX')) {
      return SignedArtifact.parse(cms, 'voucher-request');
    }
    throw isSallyportError(thrown, 'E_BRSKI_CMS_SYNTAX') ? notA(file, 'voucher', thrown) : thrown;
  }
}

/** What an artefact claims, for people and programs. */
function describe(signed: SignedArtifact): Record<string, JsonValue> {
  const { claimed, signedData } = signed;
  const attributes = Object.entries(claimed.attributes).map(([name, value]) => [name, shown(name, value)]);
  return {
    kind: claimed.kind,
    attributes: Object.fromEntries(attributes),
    unknownAttributes: claimed.unknown,
    contentType: signed.contentType,
    certificates: signedData.certificates.map((certificate) => certificate.subject.toString()),
  };
}

function shown(name: string, value: unknown): JsonValue {
  if (value instanceof Date) return value.toISOString();
  if (!(value instanceof Uint8Array)) return typeof value === 'boolean' ? value : String(value);
  if (name === PRIOR_REQUEST) return toBase64(value);
  if (name === 'idevidIssuer') return toHex(value);
  try {
    return Certificate.parse(value).toPem();
  } catch {
    return toBase64(value);
  }
}

const PRIOR_REQUEST = 'priorSignedVoucherRequest';

/** For people, the request within a request is a number of bytes. */
function withoutBulk(described: JsonValue): JsonValue {
  const attributes = isJsonObject(described) ? described['attributes'] : undefined;
  if (!isJsonObject(described) || !isJsonObject(attributes)) return described;
  const prior = attributes[PRIOR_REQUEST];
  if (typeof prior !== 'string') return described;
  const bulk = `CMS of ${fromBase64(prior).length} bytes; --json shows it`;
  return { ...described, attributes: { ...attributes, [PRIOR_REQUEST]: bulk } };
}
