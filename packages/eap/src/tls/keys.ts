/** The keys that EAP-TLS exports (RFC 5216 §2.3, RFC 9190 §2.3). */

import { concat, Secret } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { MethodKeys } from '../method.ts';
import { TYPES } from '../packet/types.ts';
import type { TlsEngine } from './engine.ts';

const KEY = 64;
const METHOD_ID = 64;
const TYPE_CODE = Uint8Array.of(TYPES.tls.type);

/** Of a handshake that is done. @throws E_EAP_TLS_HANDSHAKE */
export function deriveTlsKeys(engine: TlsEngine): MethodKeys {
  if (engine.secured === undefined) throw fail('E_EAP_TLS_HANDSHAKE', 'no handshake, no keys');
  if (engine.secured.version === 'TLSv1.3') {
    const material = engine.exportKey('EXPORTER_EAP_TLS_Key_Material', 2 * KEY, TYPE_CODE);
    const methodId = engine.exportKey('EXPORTER_EAP_TLS_Method-Id', METHOD_ID, TYPE_CODE);
    return { ...halves(material), sessionId: concat(TYPE_CODE, methodId.expose()) };
  }
  const { randoms } = engine;
  if (randoms === undefined) throw fail('E_EAP_TLS_HANDSHAKE', 'no hellos were seen');
  // RFC 5216 §2.3 takes the PRF of the master secret and both randoms: the exporter without a context.
  const material = engine.exportKey('client EAP encryption', 2 * KEY);
  return { ...halves(material), sessionId: concat(TYPE_CODE, randoms.client, randoms.server) };
}

function halves(material: Secret): { readonly msk: Secret; readonly emsk: Secret } {
  const bytes = material.expose();
  const keys = { msk: Secret.of(bytes.subarray(0, KEY)), emsk: Secret.of(bytes.subarray(KEY)) };
  material.wipe();
  return keys;
}
