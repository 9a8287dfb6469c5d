/**
 * Credentials of the Verifiable Credentials Data Model 2.0 and 1.1, parsed and not verified. What is not understood stays
 * in `document`; what is understood must be in order.
 */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { fail } from '../errors.ts';
import { listOf } from '../json/list.ts';
import { CLAIM_LIMITS, type ClaimLimits } from '../limits.ts';
import { BASE_CONTEXTS, type DataModel, KNOWN_CONTEXTS } from './contexts.ts';
import { parseTime } from './time.ts';

export interface Credential {
  readonly dataModel: DataModel;
  readonly id: string | undefined;
  /** All types, `VerifiableCredential` included. */
  readonly types: readonly string[];
  /** The issuer's identifier, whether written alone or in an object. */
  readonly issuer: string;
  readonly validFrom: Date | undefined;
  readonly validUntil: Date | undefined;
  readonly subjects: readonly JsonObject[];
  /** `credentialStatus`, kept for whoever can look a status up; each has a type. */
  readonly statuses: readonly JsonObject[];
  /** `credentialSchema`: each has an id and a type. */
  readonly schemas: readonly JsonObject[];
  /** The whole credential without its proofs, unknown members included. */
  readonly document: JsonObject;
}

export interface ParseOptions {
  /** Contexts allowed after the base context. Default {@link KNOWN_CONTEXTS}. */
  readonly contexts?: ReadonlySet<string>;
  readonly limits?: ClaimLimits;
}

/** The members that tell the times, for each version. */
const TIME_MEMBERS: Readonly<Record<DataModel, readonly [from: string, until: string]>> = {
  '2.0': ['validFrom', 'validUntil'],
  '1.1': ['issuanceDate', 'expirationDate'],
};
const URL_SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s\p{Cc}]+$/u;
const MAX_URL = 4096;

/**
 * Reads a credential without proofs (VC Data Model 2.0 §4, 1.1 §4).
 * @throws E_CLAIMS_CREDENTIAL, E_CLAIMS_CONTEXT, E_CLAIMS_TIME
 */
export function readCredential(document: JsonObject, options: ParseOptions = {}): Credential {
  const { contexts = KNOWN_CONTEXTS, limits = CLAIM_LIMITS } = options;
  const most = limits.maxEntries;
  if (document['proof'] !== undefined) throw malformed('a proof in what was signed');
  const dataModel = readContexts(document['@context'], contexts, most);
  const types = someOf(document['type'], 'type', most).map(text);
  if (!types.includes('VerifiableCredential')) throw malformed('the type is not VerifiableCredential');
  return {
    dataModel,
    id: document['id'] === undefined ? undefined : url(document['id'], 'id'),
    types,
    issuer: readIssuer(document['issuer']),
    ...readTimes(document, dataModel),
    subjects: readSubjects(document['credentialSubject'], most),
    statuses: optionalObjects(document, 'credentialStatus', most, ['type']),
    schemas: optionalObjects(document, 'credentialSchema', most, ['type', 'id']),
    document,
  };
}

/** The first context tells the version (§4.3); of the others only known ones, and no definitions inline. */
function readContexts(value: JsonValue | undefined, known: ReadonlySet<string>, most: number): DataModel {
  if (typeof value === 'string') throw malformed('@context is not a list');
  const contexts = someOf(value, '@context', most);
  const [base] = contexts;
  const dataModel = typeof base === 'string' ? BASE_CONTEXTS.get(base) : undefined;
  if (dataModel === undefined) throw fail('E_CLAIMS_CONTEXT', 'the first context is not that of a data model');
  if (!contexts.every((context) => typeof context === 'string' && known.has(context))) {
    throw fail('E_CLAIMS_CONTEXT', 'a context is not known here');
  }
  return dataModel;
}

function readIssuer(value: JsonValue | undefined): string {
  return url(isJsonObject(value) ? value['id'] : value, 'issuer');
}

function readTimes(document: JsonObject, dataModel: DataModel): Pick<Credential, 'validFrom' | 'validUntil'> {
  for (const [version, members] of Object.entries(TIME_MEMBERS)) {
    // A date that this version does not look at would be a date that only seems to count.
    if (version !== dataModel && members.some((member) => Object.hasOwn(document, member))) {
      throw malformed('the times are written as in another version of the data model');
    }
  }
  const [fromMember, untilMember] = TIME_MEMBERS[dataModel];
  const from = document[fromMember];
  const until = document[untilMember];
  // VC Data Model 1.1 §4.6: issuanceDate must be there.
  if (dataModel === '1.1' && from === undefined) throw malformed('there is no issuanceDate');
  const validFrom = from === undefined ? undefined : parseTime(from);
  const validUntil = until === undefined ? undefined : parseTime(until);
  if (validFrom !== undefined && validUntil !== undefined && validUntil < validFrom) {
    throw fail('E_CLAIMS_TIME', 'the credential ends before it begins');
  }
  return { validFrom, validUntil };
}

function readSubjects(value: JsonValue | undefined, most: number): readonly JsonObject[] {
  const subjects = objectsOf(value, 'credentialSubject', most);
  for (const subject of subjects) {
    if (subject['id'] !== undefined) url(subject['id'], 'credentialSubject.id');
    if (Object.keys(subject).length === 0) throw malformed('a credentialSubject says nothing');
  }
  return subjects;
}

function optionalObjects(
  document: JsonObject,
  name: string,
  most: number,
  required: readonly string[],
): readonly JsonObject[] {
  if (document[name] === undefined) return [];
  const objects = objectsOf(document[name], name, most);
  for (const object of objects) {
    if (!required.every((member) => Object.hasOwn(object, member)))
      throw malformed(`${name} lacks ${required.join(' or ')}`);
    if (object['id'] !== undefined) url(object['id'], `${name}.id`);
    someOf(object['type'], `${name}.type`, most).map(text);
  }
  return objects;
}

function objectsOf(value: JsonValue | undefined, name: string, most: number): readonly JsonObject[] {
  return someOf(value, name, most).map((entry) => {
    if (!isJsonObject(entry)) throw malformed(`${name} is not an object`);
    return entry;
  });
}

/** One value or a list of them, at least one and at most `most`. */
function someOf(value: JsonValue | undefined, name: string, most: number): readonly JsonValue[] {
  if (value === undefined || value === null) throw malformed(`${name} is missing`);
  const list = listOf(value);
  if (list.length === 0 || list.length > most) {
    throw malformed(`${name} has ${list.length} entries, 1 to ${most} allowed`);
  }
  return list;
}

function text(value: JsonValue): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_URL)
    throw malformed('a type is not a name');
  return value;
}

function url(value: JsonValue | undefined, name: string): string {
  if (typeof value !== 'string' || value.length > MAX_URL || !URL_SCHEME.test(value)) {
    throw malformed(`${name} is not a URL`);
  }
  return value;
}

function malformed(message: string) {
  return fail('E_CLAIMS_CREDENTIAL', message);
}
