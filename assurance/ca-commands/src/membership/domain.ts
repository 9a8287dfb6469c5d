/** CAHN's other rule: router and registrar are certified by the same domain. */

import { type Certificate, type CertificateRevocationList, OID, validatePath } from '@sallyport/pki';
import { fail } from '../errors.ts';
import type { Role } from './trust-claim.ts';

export interface DomainMembership {
  /** The domain CA. */
  readonly anchors: readonly Certificate[];
  /** The revocation lists in force; asked for at every connection and heartbeat. With one, a certificate must be covered. */
  readonly revocationLists?: () => readonly CertificateRevocationList[];
}

/**
 * Insists that the domain certified this key for this role. Every device of a domain has a certificate of it, so the
 * purpose tells: a registrar is a registration authority (RFC 8995 §5.5.4), a router is client and server, which no device is.
 * @throws E_CA_COMMANDS_DOMAIN, E_CA_COMMANDS_DOMAIN_ROLE
 */
export function requireDomain(certificate: Certificate, role: Role, domain: DomainMembership, at: Date): void {
  const crls = domain.revocationLists?.();
  let purposes: ReadonlySet<string>;
  try {
    validatePath({
      leaf: certificate,
      intermediates: [],
      anchors: domain.anchors.filter((anchor) => !anchor.equals(certificate)),
      at,
      keyUsage: 'digitalSignature',
      ...(crls === undefined ? {} : { crls, revocation: 'required' }),
    });
    purposes = new Set(certificate.extendedKeyUsage ?? []);
  } catch (cause) {
    throw fail('E_CA_COMMANDS_DOMAIN', 'the certificate is not one of this domain', { cause });
  }
  const isAuthority = purposes.has(OID.cmcRa);
  const isRouter = purposes.has(OID.serverAuth) && purposes.has(OID.clientAuth) && !isAuthority;
  if (role === 'registrar' ? isAuthority : isRouter) return;
  throw fail('E_CA_COMMANDS_DOMAIN_ROLE', `the domain did not certify this key for a ${role}`);
}
