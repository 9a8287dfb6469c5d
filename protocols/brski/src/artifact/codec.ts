/**
 * Vouchers and voucher-requests as JSON (RFC 8366 §5, RFC 8995 §3, encoded by RFC 7951).
 *
 * Decoding judges syntax only; whether the attributes may stand together is asked of rules.ts.
 */

import { fromUtf8, isJsonObject, isSallyportError, type JsonValue, parseJson, reasonOf, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import { type ArtifactKind, ROOT_NAMES, type VoucherArtifact, type VoucherAttributes } from './attributes.ts';
import { assertion, binary, date, flag, type LeafType, text } from './leaf-values.ts';
import { repeatedName } from './unique-names.ts';

export interface ArtifactCodecOptions {
  /**
   * The name of the outermost member, when a peer departs from the specification's; some sign requests under the
   * name of vouchers. Default: the kind's own, so that a request is never taken for a voucher.
   */
  readonly rootName?: string;
  /** Largest document in bytes. Default 256 KiB: a registrar's request carries a whole CMS and a few certificates. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 256 * 1024;
/** The modules nest two deep; the rest is room for attributes unknown to this version. */
const MAX_DEPTH = 16;

/** One attribute: its name on the wire, and how it moves between the attributes and JSON. */
interface Leaf {
  readonly read: (value: JsonValue) => VoucherAttributes;
  readonly write: (attributes: VoucherAttributes) => JsonValue | undefined;
}

function leaf<T>(
  name: string,
  type: LeafType<T>,
  get: (attributes: VoucherAttributes) => T | undefined,
  make: (value: T) => VoucherAttributes,
): readonly [string, Leaf] {
  return [
    name,
    {
      read: (value) => make(type.read(value, name)),
      write(attributes) {
        const value = get(attributes);
        return value === undefined ? undefined : type.write(value, name);
      },
    },
  ];
}

/** The eleven attributes, in the order they are written (RFC 8366 §5.3, then RFC 8995 §3.4). */
const LEAVES: ReadonlyMap<string, Leaf> = new Map([
  leaf(
    'created-on',
    date,
    (from) => from.createdOn,
    (createdOn) => ({ createdOn }),
  ),
  leaf(
    'expires-on',
    date,
    (from) => from.expiresOn,
    (expiresOn) => ({ expiresOn }),
  ),
  leaf(
    'assertion',
    assertion,
    (from) => from.assertion,
    (value) => ({ assertion: value }),
  ),
  leaf(
    'serial-number',
    text,
    (from) => from.serialNumber,
    (serialNumber) => ({ serialNumber }),
  ),
  leaf(
    'idevid-issuer',
    binary,
    (from) => from.idevidIssuer,
    (idevidIssuer) => ({ idevidIssuer }),
  ),
  leaf(
    'pinned-domain-cert',
    binary,
    (from) => from.pinnedDomainCert,
    (pinnedDomainCert) => ({ pinnedDomainCert }),
  ),
  leaf(
    'domain-cert-revocation-checks',
    flag,
    (from) => from.domainCertRevocationChecks,
    (domainCertRevocationChecks) => ({ domainCertRevocationChecks }),
  ),
  leaf(
    'nonce',
    text,
    (from) => from.nonce,
    (nonce) => ({ nonce }),
  ),
  leaf(
    'last-renewal-date',
    date,
    (from) => from.lastRenewalDate,
    (lastRenewalDate) => ({ lastRenewalDate }),
  ),
  leaf(
    'prior-signed-voucher-request',
    binary,
    (from) => from.priorSignedVoucherRequest,
    (priorSignedVoucherRequest) => ({ priorSignedVoucherRequest }),
  ),
  leaf(
    'proximity-registrar-cert',
    binary,
    (from) => from.proximityRegistrarCert,
    (proximityRegistrarCert) => ({ proximityRegistrarCert }),
  ),
]);

/** The eleven attribute names as they stand on the wire. */
export const ATTRIBUTE_NAMES: readonly string[] = [...LEAVES.keys()];

/**
 * Writes the artefact as JSON text in UTF-8: known attributes in the modules' order, unknown ones after them.
 * @throws E_BRSKI_VOUCHER_INPUT when a value does not fit its type
 */
export function encodeArtifact(artifact: VoucherArtifact, options: ArtifactCodecOptions = {}): Uint8Array {
  const members: [string, JsonValue][] = [];
  for (const [name, { write }] of LEAVES) {
    const value = write(artifact.attributes);
    if (value !== undefined) members.push([name, value]);
  }
  for (const [name, value] of Object.entries(artifact.unknown)) {
    if (LEAVES.has(name)) throw fail('E_BRSKI_VOUCHER_INPUT', `${name} stands among the unknown attributes`);
    members.push([name, value]);
  }
  const root = options.rootName ?? ROOT_NAMES[artifact.kind];
  return utf8(JSON.stringify({ [root]: Object.fromEntries(members) }));
}

/**
 * Reads the JSON text of an artefact. Attributes it does not know are kept in `unknown`; members beside the
 * outermost one are passed over.
 * @throws E_BRSKI_VOUCHER_SYNTAX
 */
export function decodeArtifact(
  json: Uint8Array,
  kind: ArtifactKind,
  options: ArtifactCodecOptions = {},
): VoucherArtifact {
  const document = parse(json, options.maxBytes ?? MAX_BYTES);
  const root = options.rootName ?? ROOT_NAMES[kind];
  const container = isJsonObject(document) && Object.hasOwn(document, root) ? document[root] : undefined;
  if (!isJsonObject(container)) throw fail('E_BRSKI_VOUCHER_SYNTAX', `the document has no object ${root}`);
  const attributes: VoucherAttributes = {};
  const unknown: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(container)) {
    const known = LEAVES.get(name);
    if (known === undefined) unknown.push([name, value]);
    else Object.assign(attributes, known.read(value));
  }
  return { kind, attributes, unknown: Object.fromEntries(unknown) };
}

function parse(json: Uint8Array, maxBytes: number): JsonValue {
  let document: JsonValue;
  try {
    document = parseJson(json, { maxBytes, maxDepth: MAX_DEPTH });
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_BRSKI_VOUCHER_SYNTAX', reasonOf(cause), { cause, details: { cause: cause.code } });
  }
  const repeated = repeatedName(fromUtf8(json));
  if (repeated !== undefined) {
    throw fail('E_BRSKI_VOUCHER_SYNTAX', `the member ${JSON.stringify(repeated.slice(0, 64))} stands twice`);
  }
  return document;
}
