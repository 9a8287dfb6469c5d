/** Who one of the domain's servers is: a key of its own under a certificate of the domain, with the names it is reached by. */

import type { CertificateAuthority, CertificateProfile, Vault } from '@sallyport/ca';
import { type Clock, DAY } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import type { StoredKey } from '@sallyport/pki/keystore';
import { SERVER_LIFETIME, type ServerFacts } from './profiles.ts';

export interface ServerIdentityOptions {
  readonly vault: Vault;
  readonly authority: CertificateAuthority;
  readonly owner: string;
  /** DNS names and addresses in the certificate. */
  readonly hosts: readonly string[];
  readonly clock: Clock;
}

const RENEW_BEFORE = Math.min(60 * DAY, SERVER_LIFETIME / 2);

/**
 * As it was kept in the vault under the profile's name, or made anew when little is left of it or it has other names.
 * @throws E_CA_…, E_KEYSTORE_…
 */
export async function serverIdentity(
  profile: CertificateProfile<ServerFacts>,
  { vault, authority, owner, hosts, clock }: ServerIdentityOptions,
): Promise<{ readonly key: StoredKey; readonly certificate: Certificate }> {
  const key = await vault.key(profile.name, 'P-256');
  const certificate = await vault.certificate(profile.name, {
    key,
    now: clock.now(),
    renewBefore: RENEW_BEFORE,
    fits: ({ subjectAltNames }) => {
      const names = subjectAltNames.flatMap((name) => (name.kind === 'dns' || name.kind === 'ip' ? [name.value] : []));
      return hosts.every((host) => names.includes(host));
    },
    make: () => authority.issue({ profile, facts: { owner, hosts }, publicKey: key.publicKey }),
  });
  return { key, certificate };
}
