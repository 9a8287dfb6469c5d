/** What phase 1 gives to phase 2 (RFC 9930 §5.1, §3.8). */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { MethodKeys } from '../method.ts';
import { TYPES } from '../packet/types.ts';
import type { TlsEngine } from '../tls/engine.ts';
import { type BindingKind, CompoundKeys, hashOfSuite, type KeysWithoutInner, SEED } from './compound-keys.ts';

const TYPE_CODE = Uint8Array.of(TYPES.teap.type);
const METHOD_ID = 64;

export function tunnelKeys(engine: TlsEngine, withoutInner: KeysWithoutInner): CompoundKeys {
  const seed = engine.exportKey('EXPORTER: teap session key seed', SEED);
  return new CompoundKeys(hashOfSuite(engine.suite), seed, withoutInner);
}

export function teapKeys(engine: TlsEngine, keys: CompoundKeys, kind: BindingKind): MethodKeys {
  return { ...keys.derive(kind), sessionId: concat(TYPE_CODE, tunnelId(engine)) };
}

/** TLS 1.2: tls-unique. TLS 1.3: the Method-Id of RFC 9427 §2.1. */
function tunnelId(engine: TlsEngine): Uint8Array {
  if (engine.secured?.version === 'TLSv1.3') {
    return engine.exportKey('EXPORTER_EAP_TLS_Method-Id', METHOD_ID, TYPE_CODE).expose();
  }
  const unique = engine.tlsUnique;
  if (unique === undefined) throw fail('E_EAP_TLS_HANDSHAKE', 'the tunnel is gone');
  return unique;
}
