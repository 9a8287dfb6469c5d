/** Reads a bill of materials, told by what it says of itself. */

import { createHash } from 'node:crypto';
import { fromUtf8, isJsonObject, type JsonObject, parseJson } from '@sallyport/core';
import { fail } from '../errors.ts';
import { SBOM_LIMITS, type SbomLimits } from '../limits.ts';
import { readCycloneDx } from './cyclonedx.ts';
import type { Sbom } from './sbom.ts';
import { readTagValue } from './spdx-tag-value.ts';
import { readSpdx2 } from './spdx2.ts';
import { readSpdx3 } from './spdx3.ts';

/** Within so many letters a tag-value document says that it is one. */
const TAG_VALUE_HEAD = 65_536;

/**
 * Reads CycloneDX JSON (1.2 to 1.7), SPDX JSON and tag-value (2.2, 2.3) and SPDX JSON-LD (3.0).
 *
 * The document's signatures are not looked at: the claim that binds its digest to a type says who vouches for it.
 * @throws E_POSTURE_FORMAT, E_POSTURE_SBOM_VERSION, E_POSTURE_SBOM, E_POSTURE_TOO_LARGE, E_JSON_TOO_DEEP, E_JSON_SYNTAX,
 *   E_BYTES_UTF8
 */
export function readSbom(bytes: Uint8Array, limits: SbomLimits = SBOM_LIMITS): Sbom {
  if (bytes.length > limits.maxBytes) {
    throw fail('E_POSTURE_TOO_LARGE', `bill of materials of ${bytes.length} bytes, over ${limits.maxBytes}`);
  }
  const digest = sbomDigest(bytes);
  const content = withoutByteOrderMark(bytes);
  const first = content.find((byte) => byte > 0x20);
  if (first === 0x7b) return readJson(content, digest, limits);
  if (first === 0x3c) {
    throw fail('E_POSTURE_FORMAT', 'bill of materials is XML', {
      details: { hint: 'convert it to CycloneDX JSON or SPDX JSON' },
    });
  }
  const text = fromUtf8(content);
  if (/^SPDXVersion:/m.test(text.slice(0, TAG_VALUE_HEAD))) {
    return readTagValue(text, digest, limits);
  }
  throw fail('E_POSTURE_FORMAT', 'bytes are no bill of materials of a known format');
}

/** The name of a document by its bytes, as claims give it: `ni:///sha-256;…` (RFC 6920). */
export function sbomDigest(bytes: Uint8Array): string {
  return `ni:///sha-256;${createHash('sha256').update(bytes).digest('base64url')}`;
}

function readJson(bytes: Uint8Array, digest: string, limits: SbomLimits): Sbom {
  const document = parseJson(bytes, { maxBytes: limits.maxBytes, maxDepth: limits.maxDepth });
  if (!isJsonObject(document)) throw fail('E_POSTURE_FORMAT', 'JSON is no object');
  return readerOf(document)(document, digest, limits);
}

function readerOf(document: JsonObject): (document: JsonObject, digest: string, limits: SbomLimits) => Sbom {
  if (document['bomFormat'] === 'CycloneDX') return readCycloneDx;
  if (document['spdxVersion'] !== undefined) return readSpdx2;
  if (document['@context'] !== undefined) return readSpdx3;
  throw fail('E_POSTURE_FORMAT', 'JSON is neither CycloneDX nor SPDX');
}

function withoutByteOrderMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
