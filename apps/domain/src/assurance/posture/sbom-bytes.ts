/** The bytes of a bill of materials by their digest: as the owner gave them, or as a claim has the document in it. */

import { canonicalize } from '@sallyport/assurance-claims';
import type { Assurance } from '@sallyport/assurance-continuous';
import { sbomDigest } from '@sallyport/assurance-posture';
import { utf8 } from '@sallyport/core';
import type { FileShelf } from '../file-shelf.ts';

const PREFIX = 'ni:///sha-256;';

/** The name of its file: a digest has letters that every file system takes. */
export function nameOfSbom(digest: string): string {
  return digest.slice(PREFIX.length);
}

/**
 * Undefined where they are nowhere. A document inside a claim counts when the digest is of its canonical form (RFC 8785): how
 * its bytes were laid out before it was put there, nobody can tell.
 */
export async function bytesOfSbom(
  digest: string,
  shelf: FileShelf,
  assurance: Pick<Assurance, 'claims'>,
): Promise<Uint8Array | undefined> {
  const kept = await shelf.get(nameOfSbom(digest));
  if (kept !== undefined) return kept;
  for (const { claim } of assurance.claims()) {
    if (claim.type !== 'Sbom' || claim.subject.sbom.digest !== digest) continue;
    const { document } = claim.subject.sbom;
    if (document === undefined) continue;
    const bytes = utf8(canonicalize(document));
    if (sbomDigest(bytes) === digest) return bytes;
  }
  return undefined;
}
