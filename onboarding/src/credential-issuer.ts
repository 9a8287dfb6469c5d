/** The port through which an engine obtains what the device is to receive: a certificate, a dataset, a connector, keys. */

import type { DeviceIdentity } from './device.ts';

/**
 * Issues credentials. What is returned is already on disk at the issuer.
 * `Request` and `Credential` are the protocol's own types, for example a CSR and a certificate.
 */
export interface CredentialIssuer<Request, Credential> {
  issue(request: Request, device: DeviceIdentity, session: string): Promise<Credential>;
}
