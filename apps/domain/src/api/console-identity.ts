/** Who the console is to browsers, which have the chain down to the domain CA. */

import type { TlsIdentity } from '@sallyport/http';
import { consoleProfile } from '../profiles.ts';
import { type ServerIdentityOptions, serverIdentity } from '../server-identity.ts';

/** @throws E_CA_…, E_KEYSTORE_… */
export async function consoleIdentity(options: ServerIdentityOptions): Promise<TlsIdentity> {
  const { key, certificate } = await serverIdentity(consoleProfile, options);
  return { key: key.privateKeyObject(), certificateChain: [certificate.der, options.authority.certificate.der] };
}
