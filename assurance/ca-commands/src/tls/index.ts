/** Sessions over TLS: where routers connect, and how a router does. */

export { connectToRegistrar, type RegistrarConnection, type RegistrarConnectionOptions } from './connect.ts';
export { ALPN, type SelfSignedOptions, selfSignedCertificate, type TlsIdentity } from './identity.ts';
export { RouterListener, type RouterListenerOptions } from './router-listener.ts';
