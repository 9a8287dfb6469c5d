/** Media types of EST bodies (RFC 7030 §4, as RFC 8951 §3.2 restates them). */
export const MEDIA_TYPE = {
  pkcs10: 'application/pkcs10',
  pkcs7: 'application/pkcs7-mime',
  certsOnly: 'application/pkcs7-mime; smime-type=certs-only',
  csrAttrs: 'application/csrattrs',
  pkcs8: 'application/pkcs8',
  multipart: 'multipart/mixed',
} as const;
