/** Who the console is to browsers: a key of its own under a certificate of the domain. */

import type { CertificateAuthority, Vault } from '@sallyport/ca';
import { type Clock, DAY } from '@sallyport/core';
import type { TlsIdentity } from '@sallyport/http';
import { consoleProfile, SERVER_LIFETIME } from '../profiles.ts';

export interface ConsoleIdentityOptions {
  readonly vault: Vault;
  readonly authority: CertificateAuthority;
  readonly owner: string;
  /** DNS names and addresses in the certificate. */
  readonly hosts: readonly string[];
  readonly clock: Clock;
}

const NAME = 'console';
const RENEW_BEFORE = Math.min(60 * DAY, SERVER_LIFETIME / 2);

/** As it was kept, or made anew when little is left of it or it has other names. @throws E_CA_…, E_KEYSTORE_… */
export async function consoleIdentity(options: ConsoleIdentityOptions): Promise<TlsIdentity> {
  const { vault, authority, owner, hosts, clock } = options;
  const key = await vault.key(NAME, 'P-256');
  const certificate = await vault.certificate(NAME, {
    key,
    now: clock.now(),
    renewBefore: RENEW_BEFORE,
    fits: ({ subjectAltNames }) => {
      const names = subjectAltNames.flatMap((name) => (name.kind === 'dns' || name.kind === 'ip' ? [name.value] : []));
      return hosts.every((host) => names.includes(host));
    },
    make: () => authority.issue({ profile: consoleProfile, facts: { owner, hosts }, publicKey: key.publicKey }),
  });
  return { key: key.privateKeyObject(), certificateChain: [certificate.der, authority.certificate.der] };
}
