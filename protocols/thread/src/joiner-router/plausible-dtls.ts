/** Whether a datagram could be one of a joiner's handshake: looked at without state and without understanding it. */

/** What an unsecured datagram may carry: the largest UDP payload in one IPv6 packet of 1280 bytes. */
export const MAX_JOINER_DATAGRAM = 1232;

const HEADER_LENGTH = 13;
const CHANGE_CIPHER_SPEC = 20;
const APPLICATION_DATA = 23;
/** DTLS 1.2, and DTLS 1.0 that a first ClientHello may carry (RFC 6347 §4.2.1). */
const VERSIONS: readonly number[] = [0xfefd, 0xfeff];
/** A handshake and one session without renegotiation need no more (RFC 6347 §4.1). */
const LAST_EPOCH = 1;

/** True when the datagram is whole DTLS records and nothing else (RFC 6347 §4.1). */
export function isPlausibleDtls(datagram: Uint8Array): boolean {
  if (datagram.length < HEADER_LENGTH || datagram.length > MAX_JOINER_DATAGRAM) return false;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  let offset = 0;
  while (offset < datagram.length) {
    if (datagram.length - offset < HEADER_LENGTH) return false;
    const contentType = view.getUint8(offset);
    if (contentType < CHANGE_CIPHER_SPEC || contentType > APPLICATION_DATA) return false;
    if (!VERSIONS.includes(view.getUint16(offset + 1)) || view.getUint16(offset + 3) > LAST_EPOCH) return false;
    const length = view.getUint16(offset + 11);
    if (length === 0) return false;
    offset += HEADER_LENGTH + length;
  }
  return offset === datagram.length;
}
