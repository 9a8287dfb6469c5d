/**
 * Packets with octets changed, cut, doubled and moved: whoever reads them throws typed errors or nothing. Half of them are sealed
 * again, so that they get past the proof and to what lies behind it.
 *
 * A short run goes with the tests; `SALLYPORT_FUZZ=1000000` makes a long one, `SALLYPORT_FUZZ_SEED` another one.
 */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isSallyportError, Secret, seededRandom, toHex, VirtualTime } from '@sallyport/core';
import {
  ATTRIBUTES,
  CODES,
  DynamicAuthorizationServer,
  decodePacket,
  describePacket,
  encodePacket,
  FrameReader,
  RadiusServer,
  sealRequest,
  VENDOR_ATTRIBUTES,
} from '@sallyport/radius';
import { messageAuthenticator, signedAuthenticator, ZERO_AUTHENTICATOR } from '../src/packet/digests.ts';
import { clientBench, ONE, respond, SECRET } from './support/network.ts';
import { RFC6929, RFC6929_LONG, TCPDUMP_EAP, WIRESHARK_EAP } from './support/vectors.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ'] ?? 2500);
const random = seededRandom(process.env['SALLYPORT_FUZZ_SEED'] ?? 'radius');
const FROM = { address: '192.0.2.7', port: 4000 };

let pool = new Uint8Array(0);
function octet(): number {
  if (pool.length === 0) pool = Uint8Array.from(random.bytes(4096));
  const [first = 0] = pool;
  pool = pool.subarray(1);
  return first;
}
const below = (limit: number): number => (octet() * 256 + octet()) % Math.max(1, limit);

const stuff = [
  ...ATTRIBUTES['User-Name'].of('bob'),
  ...ATTRIBUTES['User-Password'].of(Secret.of('password')),
  ...ATTRIBUTES['Event-Timestamp'].of(new Date('2026-11-30T12:00:00Z')),
  ...ATTRIBUTES['Acct-Session-Id'].of('s1'),
  ...ATTRIBUTES['EAP-Message'].of(new Uint8Array(400)),
  ...ATTRIBUTES['Tunnel-Password'].of(Secret.of('tunnel')),
  ...VENDOR_ATTRIBUTES['MS-MPPE-Send-Key'].of(Secret.of('key')),
  ...ATTRIBUTES['Proxy-State'].of(Uint8Array.of(1, 2)),
  ...[...RFC6929, ...RFC6929_LONG].flatMap(({ wire }) => [{ type: wire[0] ?? 0, value: wire.subarray(2, wire[1]) }]),
];
const seeds = [
  ...[
    CODES.ACCESS_REQUEST,
    CODES.ACCOUNTING_REQUEST,
    CODES.COA_REQUEST,
    CODES.DISCONNECT_REQUEST,
    CODES.STATUS_SERVER,
  ].map((code) => sealRequest({ code, identifier: 1, attributes: stuff, secret: SECRET }, random).bytes),
  ...WIRESHARK_EAP.flatMap(({ request, response }) => [request, response]),
  TCPDUMP_EAP.request,
];

function mutated(): Uint8Array {
  let bytes = Uint8Array.from(seeds[below(seeds.length)] ?? []);
  for (let count = below(6); count >= 0; count--) {
    const at = below(bytes.length);
    switch (octet() % 5) {
      case 0:
        bytes[at] = octet();
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (octet() % 8));
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3: {
        const part = bytes.slice(at, at + below(40));
        bytes = Uint8Array.from([...bytes.subarray(0, at), ...part, ...bytes.subarray(at)]);
        break;
      }
      default:
        bytes.copyWithin(at, below(bytes.length), below(bytes.length));
    }
  }
  return octet() % 2 === 0 ? bytes : resealed(bytes);
}

/** A packet whose attributes are changed, left out, doubled and moved, each still with its right length. */
function rearranged(): Uint8Array {
  const seed = decodePacket(seeds[below(seeds.length)] ?? new Uint8Array());
  const [first, ...others] = seed.attributes;
  const attributes = others.slice(below(others.length)).flatMap((attribute) => {
    const value = Uint8Array.from(attribute.value);
    if (value.length > 0 && octet() % 3 === 0) value[below(value.length)] = octet();
    const changed = {
      type: octet() % 16 === 0 ? octet() : attribute.type,
      value: value.slice(0, octet() % 8 === 0 ? below(253) : 253),
    };
    return [[changed], [changed], [changed, attribute], []][octet() % 4] ?? [];
  });
  return resealed(encodePacket({ ...seed, attributes: first === undefined ? attributes : [first, ...attributes] }));
}

/** The same with a length and proofs that are right, if it has a place for them. */
function resealed(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 20) return bytes;
  const packet = Uint8Array.from(bytes);
  packet[2] = packet.length >> 8;
  packet[3] = packet.length & 0xff;
  const isSigned = packet[0] === 4 || (packet[0] ?? 0) >= 40;
  if (packet[20] === 80 && packet[21] === 18 && packet.length >= 38) {
    const authenticator = isSigned ? ZERO_AUTHENTICATOR : packet.slice(4, 20);
    packet.set(messageAuthenticator(packet, 22, authenticator, SECRET), 22);
  }
  if (isSigned) packet.set(signedAuthenticator(packet, ZERO_AUTHENTICATOR, SECRET), 4);
  return packet;
}

it(`${RUNS} changed packets make nobody throw anything but typed errors`, async () => {
  const time = new VirtualTime('2026-11-30T12:00:00Z');
  const clients = [{ name: 'nas', addresses: ['192.0.2.7'], secret: SECRET }];
  const failures: unknown[] = [];
  let handled = 0;
  const server = new RadiusServer(
    {
      clients,
      authenticate: (request) => {
        handled++;
        tryTyped(() => request.password);
        tryTyped(() => request.reveal(ATTRIBUTES['Tunnel-Password']));
        request.provesChap(SECRET);
        return { decision: 'reject', state: request.state ?? Uint8Array.of(1) };
      },
      account: () => {
        handled++;
      },
      observe: (event) => {
        if (event.type === 'failed' && !isSallyportError(event.error.cause)) failures.push(event.error.cause);
      },
      limits: { maxInFlight: 100_000, maxInFlightPerClient: 100_000 },
    },
    { clock: time, timer: time, random },
  );
  const nas = new DynamicAuthorizationServer(
    {
      clients,
      identification: [],
      handle: () => {
        handled++;
        return { isDone: true };
      },
      failed: (error) => failures.push(error),
      window: 1000,
    },
    { clock: time, random, transmit: () => {} },
  );
  const { client, sent } = clientBench();
  void client.access(ATTRIBUTES['User-Name'].of('bob')).catch(() => {});
  const asked = sent[0]?.packet;
  assert.ok(asked);
  const channel = { id: 'udp', kind: 'any' as const, transmit: () => {} };
  for (let run = 0; run < RUNS; run++) {
    const bytes = run % 2 === 0 ? mutated() : rearranged();
    server.receive(bytes, FROM, channel);
    nas.receive(bytes, FROM);
    client.receive(bytes, ONE, 'socket 0');
    const response = respond(asked, CODES.ACCESS_REJECT, stuff.slice(0, 1));
    response[below(response.length)] = octet();
    client.receive(response.subarray(0, below(400)), ONE, 'socket 0');
    tryTyped(() => describePacket(decodePacket(bytes)));
    tryTyped(() => new FrameReader().push(bytes, (packet) => tryTyped(() => decodePacket(packet))));
    if (run % 1000 === 0) await time.advance(1);
  }
  await time.advance(60_000);
  assert.deepEqual(failures, []);
  assert.ok(handled > RUNS / 50, `${handled} got to a handler`);
  assert.equal(server.load.working, 0);
  client.close();
  server.close();
});

function tryTyped(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    assert.ok(isSallyportError(error), `${String(error)}`);
  }
}

it('no error that a packet causes holds an octet of the secret', () => {
  const secret = Secret.of('correct horse battery staple');
  const server = new RadiusServer(
    { clients: [{ name: 'nas', addresses: ['192.0.2.7'], secret }] },
    { clock: new VirtualTime(), timer: new VirtualTime(), random },
  );
  const channel = { id: 'udp', kind: 'any' as const, transmit: () => {} };
  for (let run = 0; run < 300; run++) {
    const error = server.receive(mutated(), FROM, channel);
    const printed = `${JSON.stringify(error)} ${error?.stack}`;
    assert.doesNotMatch(printed, /correct|horse|battery|staple/);
    assert.ok(!printed.includes(toHex(secret.expose())));
  }
});
