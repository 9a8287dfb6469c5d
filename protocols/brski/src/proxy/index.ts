/** The join proxy's engine: a circuit proxy that passes bytes and terminates no TLS (RFC 8995 §4). */

export * from './join-proxy.ts';
export * from './registrar-directory.ts';
