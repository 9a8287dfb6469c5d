/** What is read off the hellos of a TLS handshake as they pass: OpenSSL keeps it to itself. */

const RECORD_HEADER = 5;
const HANDSHAKE_HEADER = 4;
const RANDOM = 32;
const CONTENT = { changeCipherSpec: 20, handshake: 22 } as const;
const KINDS = new Map<number, 'client' | 'server'>([
  [1, 'client'],
  [2, 'server'],
]);

export interface Hello {
  readonly kind: 'client' | 'server';
  readonly random: Uint8Array;
  /** The cipher suite that a server chose. */
  readonly suite: number | undefined;
}

/** The hello at the beginning of a flight, if there is one (RFC 5246 §7.4.1, RFC 8446 §4.1). */
export function readHello(flight: Uint8Array): Hello | undefined {
  if (flight[0] !== CONTENT.handshake) return undefined;
  const kind = KINDS.get(flight[RECORD_HEADER] ?? 0);
  const start = RECORD_HEADER + HANDSHAKE_HEADER + 2;
  const random = flight.slice(start, start + RANDOM);
  const suiteAt = start + RANDOM + 1 + (flight[start + RANDOM] ?? 0);
  const [high, low] = flight.subarray(suiteAt, suiteAt + 2);
  if (kind === undefined || random.length < RANDOM || high === undefined || low === undefined) return undefined;
  return { kind, random, suite: kind === 'server' ? (high << 8) | low : undefined };
}

/** Whether a flight changes to encryption, in the way of TLS 1.2. */
export function changesCipher(flight: Uint8Array): boolean {
  for (const { type } of recordsOf(flight)) if (type === CONTENT.changeCipherSpec) return true;
  return false;
}

export interface TlsRecord {
  readonly type: number;
  readonly content: Uint8Array;
}

/** The records of a flight, the last one perhaps cut off. */
export function* recordsOf(flight: Uint8Array): Generator<TlsRecord> {
  for (let at = 0; at + RECORD_HEADER <= flight.length; ) {
    const [type = 0, , , high = 0, low = 0] = flight.subarray(at, at + RECORD_HEADER);
    const start = at + RECORD_HEADER;
    at = start + ((high << 8) | low);
    yield { type, content: flight.subarray(start, at) };
  }
}
