import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret, seededRandom, toHex, VirtualTime } from '@sallyport/core';
import {
  ATTRIBUTES,
  type ChangeOrder,
  type ChangeOutcome,
  CODES,
  DynamicAuthorizationClient,
  DynamicAuthorizationServer,
  type DynamicAuthorizationServerOptions,
  decodePacket,
  type Endpoint,
  ERROR_CAUSES,
  type Nas,
  type OutgoingAttribute,
  type Packet,
  SERVICE_TYPES,
  sealRequest,
  sealResponse,
} from '@sallyport/radius';
import { withCode } from '@sallyport/testing';

const SECRET = Secret.of('0123456789abcdef');
const CLIENT: Endpoint = { address: '192.0.2.50', port: 50_000 };
const NAS: Nas = {
  name: 'switch',
  endpoint: { address: '192.0.2.7', port: 3799 },
  secret: SECRET,
  identification: ATTRIBUTES['NAS-IP-Address'].of('192.0.2.7'),
};
const SESSION = ATTRIBUTES['Acct-Session-Id'].of('s1');

/** A client and a NAS on virtual time. `deliver` tells whether the packet of this number arrives. */
function bench(
  options: Partial<DynamicAuthorizationServerOptions> = {},
  deliver: (direction: 'to NAS' | 'to client', count: number) => boolean = () => true,
) {
  const time = new VirtualTime('2026-11-30T12:00:00Z');
  const orders: ChangeOrder[] = [];
  const packets: Packet[] = [];
  let [toNas, toClient] = [0, 0];
  const client: DynamicAuthorizationClient = new DynamicAuthorizationClient(
    {},
    {
      clock: time,
      timer: time,
      random: seededRandom('client'),
      transmit: (bytes) => {
        packets.push(decodePacket(bytes));
        if (deliver('to NAS', toNas++)) time.after(1, () => server.receive(bytes, CLIENT));
      },
    },
  );
  const handle = options.handle ?? (() => ({ isDone: true }));
  const server: DynamicAuthorizationServer = new DynamicAuthorizationServer(
    {
      clients: [{ name: 'domain', addresses: ['192.0.2.50'], secret: SECRET }],
      identification: NAS.identification,
      ...options,
      handle: (order) => {
        orders.push(order);
        return handle(order);
      },
    },
    {
      clock: time,
      random: seededRandom('server'),
      transmit: (bytes) => {
        packets.push(decodePacket(bytes));
        if (deliver('to client', toClient++)) time.after(1, () => client.receive(bytes, NAS.endpoint, 'socket 0'));
      },
    },
  );
  return { time, client, server, orders, packets };
}

function request(
  attributes: readonly OutgoingAttribute[],
  { code = CODES.DISCONNECT_REQUEST as number, secret = SECRET, identifier = 1 } = {},
) {
  return sealRequest({ code, identifier, attributes, secret }, seededRandom('request')).bytes;
}

const at = (time: string) => ATTRIBUTES['Event-Timestamp'].of(new Date(time));
const NOW = at('2026-11-30T12:00:00Z');

describe('a Disconnect-Request', () => {
  it('puts the session out, and says who is meant and when it was sent', async () => {
    const { client, time, orders, packets } = bench();
    const asked = client.disconnect(NAS, { session: SESSION });
    await time.advance(10);
    assert.equal((await asked).isDone, true);
    assert.equal(orders[0]?.kind, 'disconnect');
    assert.equal(ATTRIBUTES['Acct-Session-Id'].first(orders[0].attributes), 's1');
    const [sent, answer] = packets;
    assert.equal(sent?.attributes[0]?.type, 80);
    assert.deepEqual(
      ATTRIBUTES['Event-Timestamp'].first(sent.attributes),
      time.now().getTime() > 0 ? new Date('2026-11-30T12:00:00Z') : undefined,
    );
    assert.equal(ATTRIBUTES['NAS-IP-Address'].first(sent.attributes), '192.0.2.7');
    assert.equal(answer?.code, CODES.DISCONNECT_ACK);
    assert.equal(time.waiting, 0);
  });

  it('is sent until it is acknowledged, unchanged, and acted upon once', async () => {
    const { client, time, orders, packets } = bench({}, (direction, count) =>
      direction === 'to NAS' ? count > 0 : count > 0,
    );
    const asked = client.disconnect(NAS, { session: SESSION });
    await time.advance(20_000);
    assert.equal((await asked).isDone, true);
    assert.equal(orders.length, 1);
    const requests = packets.filter(({ code }) => code === CODES.DISCONNECT_REQUEST).map(({ bytes }) => toHex(bytes));
    assert.equal(requests.length, 3);
    assert.equal(new Set(requests).size, 1);
  });

  it('that nobody acknowledges fails in the end', async () => {
    const { client, time } = bench({}, () => false);
    const outcome = assert.rejects(client.disconnect(NAS, { session: SESSION }), withCode('E_RADIUS_NO_RESPONSE'));
    await time.advance(31_000);
    await outcome;
    assert.equal(client.outstanding, 0);
  });

  it('that is refused says why', async () => {
    const handle = (): ChangeOutcome => ({ isDone: false, errorCause: ERROR_CAUSES.SESSION_CONTEXT_NOT_FOUND });
    const { client, time } = bench({ handle });
    const asked = client.disconnect(NAS, { session: SESSION });
    await time.advance(10);
    const answer = await asked;
    assert.equal(answer.isDone, false);
    assert.equal(answer.errorCause, 503);
    assert.equal(answer.reason, 'session context not found');
  });

  it('that means no session, or has what it must not have, is not sent', async () => {
    const { client } = bench();
    await assert.rejects(client.disconnect(NAS, { session: [] }), withCode('E_RADIUS_ARGUMENT'));
    const attributes = ATTRIBUTES['Session-Timeout'].of(1);
    await assert.rejects(client.disconnect(NAS, { session: SESSION, attributes }), withCode('E_RADIUS_ARGUMENT'));
  });

  it('whose handler fails is refused', async () => {
    const failures: unknown[] = [];
    const { client, time } = bench({
      handle: () => {
        throw new Error('nft is gone');
      },
      failed: (error) => failures.push(error),
    });
    const asked = client.disconnect(NAS, { session: SESSION });
    await time.advance(10);
    assert.equal((await asked).errorCause, ERROR_CAUSES.RESOURCES_UNAVAILABLE);
    assert.equal(failures.length, 1);
  });
});

describe('a CoA-Request', () => {
  it('says what is to change, and gets its State back (RFC 5176 §3.3)', async () => {
    const { client, time, orders, packets } = bench();
    const attributes = [...ATTRIBUTES['Tunnel-Private-Group-ID'].of('99', 1), ...ATTRIBUTES.State.of(Uint8Array.of(5))];
    const asked = client.change(NAS, { session: SESSION, attributes });
    await time.advance(10);
    assert.equal((await asked).isDone, true);
    assert.equal(orders[0]?.kind, 'change');
    assert.equal(packets.at(-1)?.code, CODES.COA_ACK);
    assert.deepEqual(ATTRIBUTES.State.first(packets.at(-1)?.attributes ?? []), Uint8Array.of(5));
  });

  const only = ATTRIBUTES['Service-Type'].of(SERVICE_TYPES.AUTHORIZE_ONLY);
  const state = ATTRIBUTES.State.of(Uint8Array.of(5));

  it('that only asks for authorization is refused with "request initiated" (§3.2)', async () => {
    const { client, time, packets, orders } = bench();
    const asked = client.change(NAS, { session: SESSION, attributes: [...only, ...state] });
    await time.advance(10);
    assert.equal((await asked).errorCause, ERROR_CAUSES.REQUEST_INITIATED);
    assert.equal(orders[0]?.isAuthorizeOnly, true);
    assert.equal(ATTRIBUTES['Service-Type'].first(packets.at(-1)?.attributes ?? []), SERVICE_TYPES.AUTHORIZE_ONLY);
  });

  for (const [what, attributes, cause] of [
    ['brings no State', only, ERROR_CAUSES.MISSING_ATTRIBUTE],
    [
      'changes something besides',
      [...only, ...state, ...ATTRIBUTES['Idle-Timeout'].of(1)],
      ERROR_CAUSES.UNSUPPORTED_ATTRIBUTE,
    ],
  ] as const) {
    it(`that only asks for authorization and ${what} is refused`, async () => {
      const { client, time, orders } = bench();
      const asked = client.change(NAS, { session: SESSION, attributes });
      await time.advance(10);
      assert.equal((await asked).errorCause, cause);
      assert.equal(orders.length, 0);
    });
  }
});

describe('a NAS', () => {
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  const discards: [string, Uint8Array, string, Endpoint?][] = [
    ['from a stranger', request([...SESSION, ...NOW]), 'E_RADIUS_UNKNOWN_CLIENT', { address: '192.0.2.51', port: 1 }],
    [
      'with another secret',
      request([...SESSION, ...NOW], { secret: Secret.of('x') }),
      'E_RADIUS_REQUEST_AUTHENTICATOR',
    ],
    ['without Event-Timestamp', request(SESSION), 'E_RADIUS_EVENT_TIMESTAMP_MISSING'],
    ['of 301 s ago', request([...SESSION, ...at('2026-11-30T11:54:59Z')]), 'E_RADIUS_EVENT_TIMESTAMP'],
    ['of the future', request([...SESSION, ...at('2026-11-30T12:05:01Z')]), 'E_RADIUS_EVENT_TIMESTAMP'],
    ['of another kind', request([], { code: CODES.ACCOUNTING_REQUEST }), 'E_RADIUS_CODE'],
    ['cut off', request(SESSION).subarray(0, 10), 'E_RADIUS_TRUNCATED'],
  ];
  for (const [what, datagram, code, from = CLIENT] of discards) {
    it(`discards a request ${what}`, async () => {
      const { server, packets, orders } = bench();
      assert.equal(server.receive(datagram, from)?.code, code);
      await settle();
      assert.equal(packets.length, 0);
      assert.equal(orders.length, 0);
      assert.equal(server.counters.of(code), 1);
    });
  }

  it('discards a wrong Message-Authenticator even where the rest is right', () => {
    const { server } = bench();
    const bytes = request([...SESSION, ...NOW]);
    bytes[25] = (bytes[25] ?? 0) ^ 1;
    assert.equal(server.receive(bytes, CLIENT)?.code, 'E_RADIUS_REQUEST_AUTHENTICATOR');
  });

  it('takes requests without Event-Timestamp when told to', async () => {
    const { server, orders } = bench({ requireEventTimestamp: false });
    assert.equal(server.receive(request(SESSION), CLIENT), undefined);
    await settle();
    assert.equal(orders.length, 1);
  });

  it('discards a copy that comes from elsewhere, and repeats its answer to the same place', async () => {
    const { server, packets, orders } = bench();
    const datagram = request([...SESSION, ...NOW]);
    server.receive(datagram, CLIENT);
    assert.equal(server.receive(datagram, CLIENT)?.code, 'E_RADIUS_IN_PROGRESS');
    await settle();
    assert.equal(server.receive(datagram, { ...CLIENT, port: 1 })?.code, 'E_RADIUS_REPLAY');
    assert.equal(server.receive(datagram, CLIENT), undefined);
    assert.equal(orders.length, 1);
    assert.equal(packets.length, 2);
  });

  it('does not take a copy after its window either', async () => {
    const { server, time } = bench();
    const datagram = request([...SESSION, ...at('2026-11-30T12:04:59Z')]);
    server.receive(datagram, CLIENT);
    await time.advance(598_000);
    assert.equal(server.receive(datagram, { ...CLIENT, port: 1 })?.code, 'E_RADIUS_REPLAY');
    await time.advance(2000);
    assert.equal(server.receive(datagram, { ...CLIENT, port: 1 })?.code, 'E_RADIUS_EVENT_TIMESTAMP');
  });

  it('takes no more requests than it can remember', async () => {
    const { server } = bench({ maxRequests: 2 });
    const codes = [1, 2, 3].map(
      (identifier) => server.receive(request([...SESSION, ...NOW], { identifier }), CLIENT)?.code,
    );
    assert.deepEqual(codes, [undefined, undefined, 'E_RADIUS_OVERLOADED']);
  });

  for (const [what, attributes, cause] of [
    [
      'names another NAS',
      [...SESSION, ...ATTRIBUTES['NAS-Identifier'].of('another')],
      ERROR_CAUSES.NAS_IDENTIFICATION_MISMATCH,
    ],
    ['names no session', [], ERROR_CAUSES.MISSING_ATTRIBUTE],
    ['wants a change', [...SESSION, ...ATTRIBUTES['Session-Timeout'].of(5)], ERROR_CAUSES.UNSUPPORTED_ATTRIBUTE],
    ['has a Service-Type', [...SESSION, ...ATTRIBUTES['Service-Type'].of(17)], ERROR_CAUSES.UNSUPPORTED_ATTRIBUTE],
  ] as const) {
    it(`refuses a Disconnect-Request that ${what}`, async () => {
      const { server, packets, orders } = bench();
      const proxyState = ATTRIBUTES['Proxy-State'].of(Uint8Array.of(1));
      server.receive(request([...attributes, ...NOW, ...proxyState]), CLIENT);
      await settle();
      assert.equal(orders.length, 0);
      assert.equal(packets[0]?.code, CODES.DISCONNECT_NAK);
      assert.equal(ATTRIBUTES['Error-Cause'].first(packets[0].attributes), cause);
      assert.ok(ATTRIBUTES['Proxy-State'].isIn(packets[0].attributes));
    });
  }
});

describe('an answer to a change', () => {
  it('with an old Event-Timestamp is discarded (RFC 5176 §6.3)', async () => {
    const { client, packets } = bench({}, () => false);
    const asked = client.disconnect(NAS, { session: SESSION });
    const sent = packets[0];
    assert.ok(sent);
    const answer = (attributes: readonly OutgoingAttribute[]) =>
      sealResponse({ code: CODES.DISCONNECT_ACK, request: sent, attributes, secret: SECRET }, seededRandom('x'));
    assert.equal(
      client.receive(answer(at('2026-11-30T11:00:00Z')), NAS.endpoint, 'socket 0')?.code,
      'E_RADIUS_EVENT_TIMESTAMP',
    );
    assert.equal(client.receive(answer([]), NAS.endpoint, 'socket 0'), undefined);
    assert.equal((await asked).isDone, true);
  });

  it('from somebody else is discarded', async () => {
    const { client, packets } = bench({}, () => false);
    const asked = client.disconnect(NAS, { session: SESSION }).catch((error) => error);
    const sent = packets[0];
    assert.ok(sent);
    const bytes = sealResponse(
      { code: CODES.DISCONNECT_ACK, request: sent, attributes: [], secret: SECRET },
      seededRandom('x'),
    );
    assert.equal(client.receive(bytes, CLIENT, 'socket 0')?.code, 'E_RADIUS_UNEXPECTED_SOURCE');
    client.close();
    assert.match(String(await asked), /closed/);
  });
});
