/**
 * DID documents (DID Core §5, Controlled Identifiers §2), as far as signing goes: the keys of the document's own subject
 * and what each may be used for. Services, other controllers and keys for encryption are passed over.
 */

import { isJsonObject, isSallyportError, type JsonObject, type JsonValue } from '@sallyport/core';
import { parseTime } from '../credential/time.ts';
import { fail } from '../errors.ts';
import { listOf } from '../json/list.ts';
import { parseStrictObject } from '../json/strict-json.ts';
import { readJwk } from '../keys/jwk.ts';
import type { ClaimKey } from '../keys/key-types.ts';
import { readMultikey } from '../keys/multikey.ts';
import { type Controller, PROOF_PURPOSES, type ProofPurpose, type VerificationMethod } from './controller.ts';

/** Largest document that is read, so that a fetcher need not load more. */
export const DOCUMENT_LIMITS = { maxBytes: 64 * 1024, maxDepth: 12, maxMembers: 4096 };
const MAX_METHODS = 64;

/** How each type of verification method holds its key. */
const KEY_READERS: Readonly<Record<string, (method: JsonObject) => ClaimKey>> = {
  Multikey: readMultibaseMember,
  Ed25519VerificationKey2020: readMultibaseMember,
  JsonWebKey: readJwkMember,
  JsonWebKey2020: readJwkMember,
};

/**
 * Reads the document of `did`.
 * @throws E_CLAIMS_CONTROLLER_DOCUMENT, E_CLAIMS_TIME, E_CLAIMS_KEY, E_CLAIMS_KEY_PRIVATE, E_JSON_…, E_CLAIMS_DUPLICATE_NAME
 */
export function parseDidDocument(bytes: Uint8Array, did: string): Controller {
  const document = parseStrictObject(bytes, DOCUMENT_LIMITS);
  if (document['id'] !== did) throw malformed('the document is of another DID');
  const purposes = new Map<string, Set<ProofPurpose>>();
  const methods = new Map<string, Omit<VerificationMethod, 'purposes'>>();
  const add = (entry: JsonValue): string | undefined => {
    const method = isJsonObject(entry) ? readMethod(entry, did) : undefined;
    if (method === undefined) return undefined;
    if (methods.has(method.id)) throw malformed('two verification methods have one name');
    if (methods.size >= MAX_METHODS) throw malformed(`more than ${MAX_METHODS} verification methods`);
    methods.set(method.id, method);
    return method.id;
  };
  for (const entry of listOf(document['verificationMethod'])) add(entry);
  for (const purpose of PROOF_PURPOSES) {
    for (const entry of listOf(document[purpose])) {
      const id = typeof entry === 'string' ? absolute(entry, did) : add(entry);
      if (id === undefined) continue;
      const named = purposes.get(id) ?? new Set();
      purposes.set(id, named.add(purpose));
    }
  }
  return {
    id: did,
    methods: [...methods.values()].map((method) => ({ ...method, purposes: purposes.get(method.id) ?? new Set() })),
  };
}

/** A method of this controller with a key that signs claims; undefined for others, which do not concern it. */
function readMethod(entry: JsonObject, did: string): Omit<VerificationMethod, 'purposes'> | undefined {
  const { id, type, controller } = entry;
  if (typeof id !== 'string' || typeof type !== 'string') throw malformed('a verification method has no id or type');
  const read = Object.hasOwn(KEY_READERS, type) ? KEY_READERS[type] : undefined;
  // A document may list keys of other controllers. They speak for those, and only their own documents can say so.
  if (controller !== did || read === undefined) return undefined;
  const key = readOrPass(() => read(entry));
  if (key === undefined) return undefined;
  return { id: absolute(id, did), controller: did, key, until: untilOf(entry) };
}

/** Keys of kinds that do not sign claims are in order and of no use; broken or private keys are refused. */
function readOrPass(read: () => ClaimKey): ClaimKey | undefined {
  try {
    return read();
  } catch (error) {
    if (isSallyportError(error, 'E_CLAIMS_KEY_UNSUPPORTED')) return undefined;
    throw error;
  }
}

function readMultibaseMember({ publicKeyMultibase }: JsonObject): ClaimKey {
  if (typeof publicKeyMultibase !== 'string') throw malformed('a verification method has no publicKeyMultibase');
  return readMultikey(publicKeyMultibase);
}

function readJwkMember({ publicKeyJwk }: JsonObject): ClaimKey {
  if (!isJsonObject(publicKeyJwk)) throw malformed('a verification method has no publicKeyJwk');
  return readJwk(publicKeyJwk);
}

function untilOf({ expires, revoked }: JsonObject): Date | undefined {
  const times = [expires, revoked].filter((time) => time !== undefined).map(parseTime);
  return times.sort((a, b) => a.getTime() - b.getTime())[0];
}

/** A name within the document: whole, or its fragment alone (DID Core §3.2.2). */
function absolute(name: string, did: string): string {
  const url = name.startsWith('#') ? did + name : name;
  if (!url.startsWith(`${did}#`)) throw malformed('a verification method is named outside the document');
  return url;
}

function malformed(message: string) {
  return fail('E_CLAIMS_CONTROLLER_DOCUMENT', message);
}
