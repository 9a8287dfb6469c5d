/**
 * How authorities are named to the other side, or none, without OpenSSL becoming the judge of its certificates.
 *
 * Node has one option for both: certificates given as `ca` are named in a CertificateRequest and trusted, and the
 * certificates of chains that lead to one of them may be used up while finding that out, so that only the end entity
 * would arrive (nodejs/node#65579). A revocation list switches revocation checks on, and as this one belongs to
 * nobody, no chain ever passes: each is equally unjudged, and each arrives whole.
 */

/** An empty CRL of an issuer `CN=nobody`, whose key was thrown away. */
export const NOBODYS_CRL = `-----BEGIN X509 CRL-----
MIGoMFACAQEwCgYIKoZIzj0EAwIwETEPMA0GA1UEAwwGbm9ib2R5Fw0yNjExMjEw
MjA0MDlaFw0yNjExMjIwMjA0MDlaoA4wDDAKBgNVHRQEAwIBATAKBggqhkjOPQQD
AgNIADBFAiA3LIPAZSU2QpNffAZtjiwYgtZ9VeWSMald20a4pdsj4gIhAPtsLDlN
WTm2S2V5lS+a4grQR5Kt5ggdKoph4Ll63lGU
-----END X509 CRL-----
`;
