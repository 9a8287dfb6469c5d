/** The eContentType of a signed artefact: two are in use, and both mean the same JSON (RFC 8366 §5.4). */

import { OID } from '@sallyport/pki';

/**
 * `id-data` is what the artefacts of RFC 8995 appendix C and every peer known here carry;
 * `id-ct-animaJSONVoucher` is what RFC 8366 §5.4 registered to say "JSON" inside the CMS.
 */
export type ArtifactContentType = 'id-data' | 'id-ct-animaJSONVoucher';

export const CONTENT_TYPE_OIDS: Readonly<Record<ArtifactContentType, string>> = {
  'id-data': OID.data,
  'id-ct-animaJSONVoucher': OID.animaJsonVoucher,
};

export function contentTypeOf(oid: string): ArtifactContentType | undefined {
  if (oid === OID.data) return 'id-data';
  return oid === OID.animaJsonVoucher ? 'id-ct-animaJSONVoucher' : undefined;
}
