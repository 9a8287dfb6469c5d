/** The opaque S/MIME form (RFC 8551 §3.5.2) in which the brski tool exports voucher-requests. */

import { toBase64 } from '@sallyport/core';

export function smimeOf(cms: Uint8Array): string {
  const lines = toBase64(cms).match(/.{1,64}/g) ?? [];
  return [
    'MIME-Version: 1.0',
    'Content-Disposition: attachment; filename="smime.p7m"',
    'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"',
    'Content-Transfer-Encoding: base64',
    '',
    ...lines,
    '',
  ].join('\n');
}
