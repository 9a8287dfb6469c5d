/** Package URLs (ECMA-427), read by a library. */

import { reasonOf } from '@sallyport/core';
import { PackageURL } from 'packageurl-js';
import { fail } from './errors.ts';

export interface PackageUrl {
  /** In canonical form. */
  readonly text: string;
  readonly type: string;
  /** Decoded, its parts joined by `/`; empty where there is none. */
  readonly namespace: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly qualifiers: ReadonlyMap<string, string>;
}

/** As long as a claim allows one. */
const MAX_PURL_LENGTH = 1024;

/** @throws E_POSTURE_PURL */
export function parsePurl(text: string): PackageUrl {
  if (text.length > MAX_PURL_LENGTH) {
    throw fail('E_POSTURE_PURL', 'package URL is too long', { details: { length: text.length } });
  }
  try {
    const purl = PackageURL.fromString(text);
    return {
      text: purl.toString(),
      type: purl.type,
      namespace: purl.namespace ?? '',
      name: purl.name,
      version: purl.version === '' ? undefined : (purl.version ?? undefined),
      qualifiers: new Map(Object.entries(purl.qualifiers ?? {})),
    };
  } catch (cause) {
    throw fail('E_POSTURE_PURL', `text is no package URL (${reasonOf(cause)})`, { cause });
  }
}
