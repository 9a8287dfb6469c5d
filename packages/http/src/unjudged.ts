/**
 * How a listener names certificate authorities to its clients without becoming their judge.
 *
 * Node offers one option for both: certificates given as `ca` are named in the CertificateRequest and trusted. Chains that
 * lead to one of them would then count as authorized by TLS, and in some releases of Node 24 and 26 their certificates are
 * used up while finding that out, so that the engine would see the end entity alone (nodejs/node#65579). A revocation list
 * switches revocation checks on, and as this one belongs to nobody, no chain ever passes: every client is equally
 * unjudged, and every chain arrives whole.
 */

/** An empty CRL of an issuer `CN=nobody`, whose key was thrown away. */
export const NOBODYS_CRL = `-----BEGIN X509 CRL-----
MIGoMFACAQEwCgYIKoZIzj0EAwIwETEPMA0GA1UEAwwGbm9ib2R5Fw0yNjExMjEw
MjA0MDlaFw0yNjExMjIwMjA0MDlaoA4wDDAKBgNVHRQEAwIBATAKBggqhkjOPQQD
AgNIADBFAiA3LIPAZSU2QpNffAZtjiwYgtZ9VeWSMald20a4pdsj4gIhAPtsLDlN
WTm2S2V5lS+a4grQR5Kt5ggdKoph4Ll63lGU
-----END X509 CRL-----
`;
