/** Whose keys this house finds: people and nodes by their did, manufacturers and parts of the domain by their certificates. */

import { type ControllerResolver, issuerResolver, keyUri } from '@sallyport/assurance-claims';
import type { Certificate } from '@sallyport/pki';
import type { ManufacturerBook } from '../manufacturer-book.ts';

export interface IssuersOptions {
  readonly manufacturers: ManufacturerBook;
  /** The domain CA and what stands beside it. */
  readonly house: () => readonly Certificate[];
}

/**
 * Finds `did:key` and `did:jwk` by themselves, and `ni` among the anchors of introduced manufacturers and the house's own. A
 * manufacturer signs with the key of its IDevID anchor; certificates that a claim brings along count for nothing, or every
 * maker could certify somebody as anybody.
 */
export function issuersOf({ manufacturers, house }: IssuersOptions): ControllerResolver {
  return issuerResolver({
    houseCertificates: async (uri) => {
      const known = find(uri, [...house(), ...anchorsOf(manufacturers)]);
      if (known !== undefined) return known;
      // Another replica may have introduced the manufacturer.
      await manufacturers.refresh();
      return find(uri, anchorsOf(manufacturers));
    },
  });
}

function anchorsOf({ known }: ManufacturerBook): readonly Certificate[] {
  return known.flatMap(({ trust }) => trust.anchors);
}

function find(uri: string, certificates: readonly Certificate[]): Certificate | undefined {
  return certificates.find(({ spki }) => keyUri(spki) === uri);
}
