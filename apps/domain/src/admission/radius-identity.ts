/** Who the RADIUS server is to devices, which check it by name and hold the domain CA themselves. */

import type { TlsCredentials } from '@sallyport/eap';
import { radiusProfile } from '../profiles.ts';
import { type ServerIdentityOptions, serverIdentity } from '../server-identity.ts';

/** @throws E_CA_…, E_KEYSTORE_… */
export async function radiusIdentity(options: ServerIdentityOptions): Promise<TlsCredentials> {
  const { key, certificate } = await serverIdentity(radiusProfile, options);
  return { key: key.privateKeyObject(), chain: [certificate.der] };
}
