import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret, toHex } from '@sallyport/core';
import {
  ACCT_STATUS_TYPES,
  type AccessDecision,
  type AccessRequest,
  ATTRIBUTES,
  CODES,
  chapResponse,
  completeClient,
  decodePacket,
  encodePacket,
  SERVICE_TYPES,
  VENDOR_ATTRIBUTES,
  verifyResponse,
} from '@sallyport/radius';
import { accessRequest, bench, FROM, NAS, SECRET, typesOf } from '../support/server.ts';

const accept: AccessDecision = { decision: 'accept' };
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Reads an answer as whoever asked does. */
function verified(answer: ReturnType<typeof decodePacket>, request: Uint8Array) {
  const asked = decodePacket(request);
  return verifyResponse(answer, {
    secret: SECRET,
    requireMessageAuthenticator: true,
    requestCode: asked.code,
    requestAuthenticator: asked.authenticator,
  });
}

describe('an Access-Request', () => {
  it('gets to the handler with its password revealed, and its answer begins with Message-Authenticator', async () => {
    const seen: AccessRequest[] = [];
    const { receive, sent } = bench({
      authenticate: (request) => {
        seen.push(request);
        return request.password?.equals(Secret.of('pass')) ? accept : { decision: 'reject' };
      },
    });
    const attributes = [...ATTRIBUTES['User-Name'].of('bob'), ...ATTRIBUTES['User-Password'].of(Secret.of('pass'))];
    const request = accessRequest(attributes);
    assert.equal(receive(request), undefined);
    await settle();
    assert.equal(seen[0]?.userName, 'bob');
    assert.equal(seen[0]?.client, 'switch');
    const answer = sent[0]?.packet;
    assert.ok(answer);
    assert.equal(verified(answer, request).code, CODES.ACCESS_ACCEPT);
    assert.equal(answer.attributes[0]?.type, 80);
    assert.deepEqual(sent[0]?.to, FROM);
  });

  it('can prove its password with CHAP, with and without a challenge of its own', async () => {
    const proofs: boolean[] = [];
    const { receive } = bench({
      authenticate: (request) => {
        proofs.push(request.provesChap(Secret.of('pass')), request.provesChap(Secret.of('other')));
        return undefined;
      },
    });
    const challenge = new Uint8Array(16).fill(9);
    receive(
      accessRequest([
        ...ATTRIBUTES['CHAP-Password'].of(chapResponse(3, challenge, Secret.of('pass'))),
        ...ATTRIBUTES['CHAP-Challenge'].of(challenge),
      ]),
    );
    receive(accessRequest(ATTRIBUTES['User-Name'].of('no chap'), { identifier: 2 }));
    await settle();
    assert.deepEqual(proofs, [true, false, false, false]);
  });

  it('with EAP comes and goes in one piece, with the state of the conversation', async () => {
    const eap = new Uint8Array(1500).fill(1);
    const { receive, sent } = bench({
      authenticate: ({ eapMessage, state }) => {
        assert.equal(eapMessage?.length, 1500);
        assert.equal(state, undefined);
        return { decision: 'challenge', eapMessage: new Uint8Array(600).fill(2), state: Uint8Array.of(7) };
      },
    });
    receive(accessRequest(ATTRIBUTES['EAP-Message'].of(eap)));
    await settle();
    assert.equal(sent[0]?.packet.code, CODES.ACCESS_CHALLENGE);
    assert.deepEqual(typesOf(sent[0]?.packet.attributes ?? []), [80, 79, 79, 79, 24]);
  });

  it('says EAP-Start with an empty EAP-Message (RFC 3579 §2.1)', async () => {
    let length = -1;
    const { receive } = bench({
      authenticate: ({ eapMessage }) => {
        length = eapMessage?.length ?? -2;
        return undefined;
      },
    });
    receive(accessRequest(ATTRIBUTES['EAP-Message'].of(new Uint8Array(0))));
    await settle();
    assert.equal(length, 0);
  });

  it('gets every Proxy-State back, in order, and its keys hidden', async () => {
    const key = Secret.of(new Uint8Array(32).fill(5));
    const { receive, sent } = bench({
      authenticate: () => ({ decision: 'accept', attributes: VENDOR_ATTRIBUTES['MS-MPPE-Recv-Key'].of(key) }),
    });
    const states = ['a', 'b', 'c'].map((text) => ATTRIBUTES['Proxy-State'].of(new TextEncoder().encode(text)));
    const request = accessRequest(states.flat());
    receive(request);
    await settle();
    const answer = sent[0]?.packet;
    assert.ok(answer);
    const texts = ATTRIBUTES['Proxy-State'].all(answer.attributes).map((value) => new TextDecoder().decode(value));
    assert.deepEqual(texts, ['a', 'b', 'c']);
    const { attributes, key: hiding } = verified(answer, request);
    assert.ok(VENDOR_ATTRIBUTES['MS-MPPE-Recv-Key'].reveal(attributes, hiding)?.equals(key));
    assert.ok(!toHex(answer.bytes).includes('05'.repeat(16)));
  });

  it('that only asks for authorization and brings no state is rejected (RFC 5080 §2.1.1)', async () => {
    const { receive, sent } = bench({ authenticate: () => accept });
    receive(accessRequest(ATTRIBUTES['Service-Type'].of(SERVICE_TYPES.AUTHORIZE_ONLY)));
    await settle();
    assert.equal(sent[0]?.packet.code, CODES.ACCESS_REJECT);
  });
});

describe('a packet is discarded, and counted,', () => {
  const password = ATTRIBUTES['User-Password'].of(Secret.of('pass'));
  const unproved = encodePacket({
    code: CODES.ACCESS_REQUEST,
    identifier: 1,
    authenticator: new Uint8Array(16),
    attributes: [{ type: 2, value: new Uint8Array(16) }],
  });
  const damaged = accessRequest(password);
  damaged[30] = (damaged[30] ?? 0) ^ 1;
  const long = new Uint8Array(5000);
  long.set([1, 1, 5000 >> 8, 5000 & 0xff]);
  const apart = accessRequest([
    ...ATTRIBUTES['EAP-Message'].of(Uint8Array.of(1)),
    ...ATTRIBUTES['User-Name'].of('x'),
    ...ATTRIBUTES['EAP-Message'].of(Uint8Array.of(2)),
  ]);
  const many = accessRequest(
    new Array<ReturnType<typeof ATTRIBUTES.Class.of>>(250).fill(ATTRIBUTES.Class.of(Uint8Array.of(1))).flat(),
  );
  const cases: [string, Uint8Array, string, { address: string; port: number }?][] = [
    ['from an unknown address', accessRequest(password), 'E_RADIUS_UNKNOWN_CLIENT', { address: '192.0.2.8', port: 1 }],
    ['from what is no address', accessRequest(password), 'E_RADIUS_UNKNOWN_CLIENT', { address: 'nobody', port: 1 }],
    ['with another secret', accessRequest(password, { secret: Secret.of('x') }), 'E_RADIUS_MESSAGE_AUTHENTICATOR'],
    ['changed on the way', damaged, 'E_RADIUS_MESSAGE_AUTHENTICATOR'],
    ['without Message-Authenticator', unproved, 'E_RADIUS_MESSAGE_AUTHENTICATOR_MISSING'],
    ['cut off', accessRequest(password).subarray(0, 30), 'E_RADIUS_TRUNCATED'],
    ['empty', new Uint8Array(0), 'E_RADIUS_TRUNCATED'],
    ['oversize', long, 'E_RADIUS_LENGTH'],
    ['with too many attributes', many, 'E_RADIUS_TOO_MANY_ATTRIBUTES'],
    ['with EAP-Message in pieces apart', apart, 'E_RADIUS_EAP_MESSAGE_ORDER'],
    ['that is an answer', accessRequest().fill(2, 0, 1), 'E_RADIUS_CODE'],
    ['of a code that nobody knows', accessRequest().fill(99, 0, 1), 'E_RADIUS_CODE'],
    ['of dynamic authorization, at a server', accessRequest([], { code: CODES.DISCONNECT_REQUEST }), 'E_RADIUS_CODE'],
    [
      'of accounting with a wrong authenticator',
      accessRequest([], { code: CODES.ACCOUNTING_REQUEST, secret: Secret.of('x') }),
      'E_RADIUS_REQUEST_AUTHENTICATOR',
    ],
  ];
  for (const [what, datagram, code, from] of cases) {
    it(what, async () => {
      const { receive, sent, server, events } = bench({ authenticate: () => accept, account: () => {} });
      assert.equal(receive(datagram, from), code);
      await settle();
      assert.equal(sent.length, 0);
      assert.equal(server.counters.of(code), 1);
      const [event] = events;
      assert.ok(event?.type === 'discarded' && event.error.code === code);
      assert.deepEqual(server.load, { working: 0, answered: 0 });
    });
  }

  it('ten thousand times from ten thousand strangers, of whom nothing is kept', () => {
    const { receive, server } = bench({ authenticate: () => accept });
    const datagram = accessRequest(password);
    for (let i = 0; i < 10_000; i++) receive(datagram, { address: `198.51.${i >> 8}.${i & 0xff}`, port: i });
    assert.equal(server.counters.of('E_RADIUS_UNKNOWN_CLIENT'), 10_000);
    assert.deepEqual(server.counters.byParty, {});
    assert.deepEqual(server.load, { working: 0, answered: 0 });
  });

  it('when it is for the other port', async () => {
    const authentication = bench({ authenticate: () => accept, account: () => {} }, 'authentication');
    assert.equal(authentication.receive(accessRequest([], { code: CODES.ACCOUNTING_REQUEST })), 'E_RADIUS_CODE');
    const accounting = bench({ authenticate: () => accept, account: () => {} }, 'accounting');
    assert.equal(accounting.receive(accessRequest(password)), 'E_RADIUS_CODE');
  });
});

describe('a client that is let off Message-Authenticator', () => {
  const letOff = { ...NAS, requireMessageAuthenticator: false };
  const old = (attributes: { type: number; value: Uint8Array }[]) =>
    encodePacket({ code: CODES.ACCESS_REQUEST, identifier: 1, authenticator: new Uint8Array(16).fill(1), attributes });
  const password = { type: 2, value: new Uint8Array(16) };

  it('is answered, with Message-Authenticator first all the same', async () => {
    const { receive, sent } = bench({ clients: [letOff], authenticate: () => accept });
    assert.equal(receive(old([password])), undefined);
    await settle();
    assert.equal(sent[0]?.packet.attributes[0]?.type, 80);
  });

  it('is not, with Proxy-State, which an attacker needs (CVE-2024-3596), nor with EAP', () => {
    const { receive } = bench({ clients: [letOff], authenticate: () => accept });
    assert.equal(receive(old([password, { type: 33, value: new Uint8Array(100) }])), 'E_RADIUS_PROXY_STATE');
    assert.equal(receive(old([{ type: 79, value: new Uint8Array(4) }])), 'E_RADIUS_MESSAGE_AUTHENTICATOR_MISSING');
  });
});

describe('a request that comes twice', () => {
  it('is worked on once, and answered the same again (RFC 5080 §2.2.2)', async () => {
    let calls = 0;
    const { receive, sent, server, time } = bench({
      authenticate: () => {
        calls++;
        return accept;
      },
    });
    const request = accessRequest();
    receive(request);
    await settle();
    receive(request);
    assert.equal(calls, 1);
    assert.equal(toHex(sent[0]?.packet.bytes ?? new Uint8Array()), toHex(sent[1]?.packet.bytes ?? new Uint8Array()));
    assert.equal(server.counters.of('repeated'), 1);
    await time.advance(31_000);
    assert.deepEqual(server.load, { working: 0, answered: 0 });
    assert.equal(time.waiting, 0);
  });

  it('while it is being worked on is discarded', async () => {
    const { receive, sent } = bench({ authenticate: () => new Promise(() => {}) });
    const request = accessRequest();
    assert.equal(receive(request), undefined);
    assert.equal(receive(request), 'E_RADIUS_IN_PROGRESS');
    await settle();
    assert.equal(sent.length, 0);
  });

  it('from another port or address, or by another channel, is another request', async () => {
    let calls = 0;
    const { receive, channel } = bench({
      authenticate: () => {
        calls++;
        return accept;
      },
    });
    const request = accessRequest();
    receive(request);
    receive(request, { ...FROM, port: 40_001 });
    receive(request, { address: '2001:db8:7::1', port: FROM.port });
    receive(request, FROM, { ...channel, id: 'other' });
    // A dual-stack socket names IPv4 differently.
    assert.equal(receive(request, { address: '::ffff:192.0.2.7', port: FROM.port }), 'E_RADIUS_IN_PROGRESS');
    await settle();
    assert.equal(calls, 4);
  });

  it('with the identifier used anew takes the place of the earlier, whose answer nobody waits for', async () => {
    const answers: ((decision: AccessDecision) => void)[] = [];
    const signals: AbortSignal[] = [];
    const { receive, sent } = bench({
      authenticate: ({ signal }) => {
        signals.push(signal);
        return new Promise((resolve) => answers.push(resolve));
      },
    });
    const [first, second] = [accessRequest(), accessRequest()];
    receive(first);
    receive(second);
    assert.equal(signals[0]?.aborted, true);
    answers[0]?.(accept);
    answers[1]?.(accept);
    await settle();
    assert.equal(sent.length, 1);
    assert.ok(sent[0] !== undefined && verified(sent[0].packet, second));
  });

  it('and did not get an answer, because the handler failed, is worked on anew', async () => {
    let calls = 0;
    const { receive, sent, server, events } = bench({
      authenticate: () => {
        if (calls++ === 0) throw new Error('the database is gone');
        return accept;
      },
    });
    const request = accessRequest();
    receive(request);
    await settle();
    assert.equal(server.counters.of('E_RADIUS_HANDLER'), 1);
    assert.ok(events.some((event) => event.type === 'failed'));
    receive(request);
    await settle();
    assert.equal(sent.length, 1);
  });

  it('of which a forged copy came before changes nothing', async () => {
    const { receive, sent, server } = bench({ authenticate: () => accept });
    const request = accessRequest();
    receive(request);
    await settle();
    const forged = Uint8Array.from(request);
    forged[4] = (forged[4] ?? 0) ^ 1;
    assert.equal(receive(forged), 'E_RADIUS_MESSAGE_AUTHENTICATOR');
    receive(request);
    assert.equal(sent.length, 2);
    assert.equal(server.load.answered, 1);
  });
});

describe('what a server keeps and works on', () => {
  it('has an end; conversations that have begun get the last places (RFC 5080 §2.2.3)', () => {
    const { receive } = bench({
      authenticate: () => new Promise(() => {}),
      limits: { maxInFlight: 8, maxInFlightPerClient: 8 },
    });
    const codes = Array.from({ length: 8 }, (_, identifier) => receive(accessRequest([], { identifier })));
    assert.deepEqual(codes.slice(0, 6), new Array(6).fill(undefined));
    assert.deepEqual(codes.slice(6), ['E_RADIUS_OVERLOADED', 'E_RADIUS_OVERLOADED']);
    const state = ATTRIBUTES.State.of(Uint8Array.of(1));
    const later = Array.from({ length: 3 }, (_, at) => receive(accessRequest(state, { identifier: 20 + at })));
    assert.deepEqual(later, [undefined, undefined, 'E_RADIUS_OVERLOADED']);
  });

  it('has an end for each client, so that one does not take another’s', () => {
    const other = { name: 'other', addresses: ['203.0.113.1'], secret: SECRET };
    const { receive } = bench({
      clients: [NAS, other],
      authenticate: () => new Promise(() => {}),
      limits: { maxInFlightPerClient: 4 },
    });
    const codes = Array.from({ length: 5 }, (_, identifier) => receive(accessRequest([], { identifier })));
    assert.equal(codes.at(-1), 'E_RADIUS_OVERLOADED');
    assert.equal(receive(accessRequest(), { address: '203.0.113.1', port: 1 }), undefined);
  });

  it('forgets the oldest answer when there are too many', async () => {
    let calls = 0;
    const { receive, server } = bench({
      authenticate: () => {
        calls++;
        return accept;
      },
      limits: { maxAnswersPerClient: 10 },
    });
    const requests = Array.from({ length: 20 }, (_, identifier) => accessRequest([], { identifier }));
    for (const request of requests) {
      receive(request);
      await settle();
    }
    assert.equal(server.load.answered, 10);
    receive(requests[19] ?? new Uint8Array());
    receive(requests[0] ?? new Uint8Array());
    await settle();
    assert.equal(calls, 21);
  });

  it('gives a handler an end, and tells it', async () => {
    let signal: AbortSignal | undefined;
    const { receive, time, server, events } = bench({
      authenticate: (request) => {
        signal = request.signal;
        return new Promise(() => {});
      },
      limits: { handlerTimeout: 5000 },
    });
    receive(accessRequest());
    await time.advance(5000);
    assert.equal(signal?.aborted, true);
    assert.equal(server.counters.of('E_RADIUS_HANDLER_TIMEOUT'), 1);
    assert.equal(events.at(-1)?.type, 'failed');
    assert.equal(server.load.working, 0);
  });

  it('an answer that is too long is not sent, and said to have failed', async () => {
    const attributes = Array.from({ length: 20 }, () => ATTRIBUTES.Class.of(new Uint8Array(253))).flat();
    const { receive, sent, server } = bench({ authenticate: () => ({ decision: 'accept', attributes }) });
    receive(accessRequest());
    await settle();
    assert.equal(sent.length, 0);
    assert.equal(server.counters.of('E_RADIUS_HANDLER'), 1);
  });

  it('ends with the server', async () => {
    let signal: AbortSignal | undefined;
    const { receive, server, sent } = bench({
      authenticate: (request) => {
        signal = request.signal;
        return new Promise(() => {});
      },
    });
    receive(accessRequest());
    server.close();
    assert.equal(signal?.aborted, true);
    assert.equal(receive(accessRequest()), undefined);
    await settle();
    assert.equal(sent.length, 0);
  });
});

describe('Status-Server (RFC 5997)', () => {
  const query = (identifier = 1) => accessRequest([], { code: CODES.STATUS_SERVER, identifier });

  it('is answered with what the port answers', () => {
    for (const [kind, code] of [
      ['authentication', CODES.ACCESS_ACCEPT],
      ['any', CODES.ACCESS_ACCEPT],
      ['accounting', CODES.ACCOUNTING_RESPONSE],
    ] as const) {
      const { receive, sent } = bench({}, kind);
      const request = query();
      receive(request);
      const answer = sent[0]?.packet;
      assert.ok(answer);
      assert.equal(verified(answer, request).code, code);
    }
  });

  it('is not, for a client that is not to have it', () => {
    const { receive } = bench({ clients: [{ ...NAS, statusServer: false }] });
    assert.equal(receive(query()), 'E_RADIUS_CODE');
  });

  it('is not, without Message-Authenticator', () => {
    const { receive } = bench({ clients: [{ ...NAS, requireMessageAuthenticator: false }] });
    const bare = encodePacket({ code: 12, identifier: 1, authenticator: new Uint8Array(16), attributes: [] });
    assert.equal(receive(bare), 'E_RADIUS_MESSAGE_AUTHENTICATOR_MISSING');
  });

  it('is not, more often than a number of times a second', async () => {
    const { receive, time } = bench({ limits: { maxStatusPerSecond: 3 } });
    const codes = Array.from({ length: 4 }, (_, identifier) => receive(query(identifier)));
    assert.deepEqual(codes, [undefined, undefined, undefined, 'E_RADIUS_STATUS_RATE']);
    await time.advance(1000);
    assert.equal(receive(query()), undefined);
  });
});

describe('an Accounting-Request', () => {
  const start = (identifier = 1) =>
    accessRequest(
      [
        ...ATTRIBUTES['Acct-Status-Type'].of(ACCT_STATUS_TYPES.START),
        ...ATTRIBUTES['Acct-Session-Id'].of('s1'),
        ...ATTRIBUTES['Proxy-State'].of(Uint8Array.of(9)),
      ],
      { code: CODES.ACCOUNTING_REQUEST, identifier },
    );

  it('is answered once its record is safe, and not before', async () => {
    let done = () => {};
    const { receive, sent } = bench({
      account: ({ statusType, sessionId }) => {
        assert.equal(statusType, ACCT_STATUS_TYPES.START);
        assert.equal(sessionId, 's1');
        return new Promise((resolve) => {
          done = resolve;
        });
      },
    });
    const request = start();
    receive(request);
    await settle();
    assert.equal(sent.length, 0);
    done();
    await settle();
    const answer = sent[0]?.packet;
    assert.ok(answer);
    assert.equal(verified(answer, request).code, CODES.ACCOUNTING_RESPONSE);
    // RFC 2866 §5.13: nothing but Proxy-State.
    assert.deepEqual(typesOf(answer.attributes), [33]);
  });

  it('is not answered when its record could not be kept, so that it is sent again', async () => {
    let calls = 0;
    const { receive, sent } = bench({
      account: async () => {
        if (calls++ === 0) throw new Error('disk full');
      },
    });
    const request = start();
    receive(request);
    await settle();
    assert.equal(sent.length, 0);
    receive(request);
    await settle();
    assert.equal(sent.length, 1);
  });
});

describe('over a connection', () => {
  const stream = (transmit: (packet: Uint8Array) => void) => ({
    id: 'tls 1',
    kind: 'any' as const,
    client: completeClient({ ...NAS, name: 'peer', addresses: [] }),
    transmit,
  });

  it('what is not served is said not to be (RFC 6614 §2.5)', () => {
    for (const [code, answer] of [
      [CODES.ACCOUNTING_REQUEST, CODES.ACCOUNTING_RESPONSE],
      [CODES.DISCONNECT_REQUEST, CODES.DISCONNECT_NAK],
      [CODES.COA_REQUEST, CODES.COA_NAK],
    ] as const) {
      const packets: Uint8Array[] = [];
      const { receive } = bench({ authenticate: () => accept });
      const request = accessRequest([], { code });
      receive(
        request,
        { address: '203.0.113.9', port: 5 },
        stream((packet) => packets.push(packet)),
      );
      const response = verified(decodePacket(packets[0] ?? new Uint8Array()), request);
      assert.equal(response.code, answer);
      assert.equal(ATTRIBUTES['Error-Cause'].first(response.attributes), 406);
    }
  });

  it('requests end with it (RFC 6613 §2.6.1)', async () => {
    let signal: AbortSignal | undefined;
    const { receive, server } = bench({
      authenticate: (request) => {
        signal = request.signal;
        return new Promise(() => {});
      },
    });
    const channel = stream(() => {});
    receive(accessRequest(), FROM, channel);
    server.forget(channel);
    assert.equal(signal?.aborted, true);
    assert.deepEqual(server.load, { working: 0, answered: 0 });
  });
});
