import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, Secret, toHex } from '@sallyport/core';
import { ATTRIBUTES, CODES, type decodePacket, encodePacket, VENDOR_ATTRIBUTES } from '@sallyport/radius';
import { withCode } from '@sallyport/testing';
import { signedAuthenticator } from '../../src/packet/digests.ts';
import { clientBench, ONE, respond, SECRET, SERVER_ONE, SERVER_TWO, TWO } from '../support/network.ts';

const user = ATTRIBUTES['User-Name'].of('bob');

describe('an Access-Request', () => {
  it('is answered with what the server decided', async () => {
    const key = Secret.of(new Uint8Array(32).fill(1));
    const attributes = [
      ...VENDOR_ATTRIBUTES['MS-MPPE-Recv-Key'].of(key),
      ...ATTRIBUTES['EAP-Message'].of(new Uint8Array(300)),
      ...ATTRIBUTES.State.of(Uint8Array.of(1)),
    ];
    const { client, time, sent } = clientBench({}, ({ packet }) => respond(packet, CODES.ACCESS_CHALLENGE, attributes));
    const asked = client.access(user);
    await time.advance(5);
    const answer = await asked;
    assert.equal(answer.outcome, 'challenge');
    assert.equal(answer.server, 'one');
    assert.equal(answer.eapMessage?.length, 300);
    assert.deepEqual(answer.state, Uint8Array.of(1));
    assert.ok(answer.reveal(VENDOR_ATTRIBUTES['MS-MPPE-Recv-Key'])?.equals(key));
    assert.equal(sent[0]?.packet.attributes[0]?.type, 80);
    assert.equal(time.waiting, 0);
  });

  it('is sent again, unchanged, with growing waits and jitter, and given up after 30 s (RFC 5080 §2.2.1)', async () => {
    const { client, time, sent } = clientBench();
    const outcome = assert.rejects(client.access(user), withCode('E_RADIUS_NO_RESPONSE'));
    await time.advance(31_000);
    await outcome;
    assert.equal(new Set(sent.map(({ packet }) => toHex(packet.bytes))).size, 1);
    const waits = sent.map(({ at }, index) => at - (sent[index - 1]?.at ?? at)).slice(1);
    assert.equal(sent.length, 4);
    for (const [index, base] of [2000, 4000, 8000].entries()) {
      const wait = waits[index] ?? 0;
      assert.ok(Math.abs(wait - base) < base * 0.25 && wait !== base, `${wait} ms`);
    }
    assert.equal(client.counters.of('retransmitted'), 3);
    assert.equal(client.outstanding, 0);
  });

  it('ends with its signal, before and while it is under way', async () => {
    const { client, time } = clientBench();
    await assert.rejects(client.access(user, { signal: AbortSignal.abort() }), withCode('E_RADIUS_CANCELLED'));
    const controller = new AbortController();
    const outcome = assert.rejects(client.access(user, { signal: controller.signal }), withCode('E_RADIUS_CANCELLED'));
    controller.abort();
    await outcome;
    assert.equal(time.waiting, 0);
  });

  it('ends with the client', async () => {
    const { client } = clientBench();
    const outcome = assert.rejects(client.access(user), withCode('E_RADIUS_CLOSED'));
    client.close();
    await outcome;
    await assert.rejects(client.access(user), withCode('E_RADIUS_CLOSED'));
  });

  it('that cannot be made is refused, and its identifier is free again', async () => {
    const { client } = clientBench({ maxSockets: 1 });
    const tooLong = Array.from({ length: 20 }, () => ATTRIBUTES.Class.of(new Uint8Array(253))).flat();
    for (let i = 0; i < 300; i++) await assert.rejects(client.access(tooLong), withCode('E_RADIUS_PACKET_SIZE'));
  });
});

describe('identifiers', () => {
  it('are 256 for each socket, and none is used twice at once', async () => {
    const { client, sent } = clientBench({ maxSockets: 2 });
    const outcomes = Array.from({ length: 512 }, () => client.access(user).catch((error) => error));
    await assert.rejects(client.access(user), withCode('E_RADIUS_BUSY'));
    const used = new Set(sent.map(({ packet, route }) => `${route.path} ${packet.identifier}`));
    assert.equal(used.size, 512);
    assert.deepEqual([...new Set(sent.map(({ route }) => route.path))], ['socket 0', 'socket 1']);
    client.close();
    await Promise.all(outcomes);
  });

  it('are used least recently first (RFC 5080 §2.2.2)', async () => {
    const { client, time, sent } = clientBench({}, ({ packet }) => respond(packet));
    for (let i = 0; i < 257; i++) {
      const asked = client.access(user);
      await time.advance(2);
      await asked;
    }
    assert.equal(new Set(sent.slice(0, 256).map(({ packet }) => packet.identifier)).size, 256);
    assert.equal(sent[256]?.packet.identifier, sent[0]?.packet.identifier);
  });
});

describe('a response is discarded, and the wait goes on,', () => {
  type Forge = (request: ReturnType<typeof decodePacket>) => Uint8Array;
  /** As whoever found a collision would: the Response Authenticator is right, and there is no Message-Authenticator. */
  const blast: Forge = (request) => {
    const parts = {
      code: CODES.ACCESS_ACCEPT,
      identifier: request.identifier,
      attributes: [{ type: 33, value: new Uint8Array(100) }],
    };
    const draft = encodePacket({ ...parts, authenticator: request.authenticator });
    return encodePacket({ ...parts, authenticator: signedAuthenticator(draft, request.authenticator, SECRET) });
  };
  const changed: Forge = (request) => {
    const bytes = respond(request);
    bytes[30] = (bytes[30] ?? 0) ^ 1;
    return bytes;
  };
  const cases: [string, Forge, string, { from?: typeof ONE; path?: string }?][] = [
    ['without Message-Authenticator (CVE-2024-3596)', blast, 'E_RADIUS_MESSAGE_AUTHENTICATOR_MISSING'],
    [
      'forged',
      (request) => respond(request, CODES.ACCESS_ACCEPT, [], Secret.of('x')),
      'E_RADIUS_RESPONSE_AUTHENTICATOR',
    ],
    ['changed on the way', changed, 'E_RADIUS_RESPONSE_AUTHENTICATOR'],
    ['from another address', (request) => respond(request), 'E_RADIUS_UNEXPECTED_SOURCE', { from: TWO }],
    ['from another port', (request) => respond(request), 'E_RADIUS_UNEXPECTED_SOURCE', { from: { ...ONE, port: 1 } }],
    ['on another socket', (request) => respond(request), 'E_RADIUS_UNEXPECTED_RESPONSE', { path: 'socket 1' }],
    [
      'with another identifier',
      (request) => respond({ ...request, identifier: request.identifier ^ 1 }),
      'E_RADIUS_UNEXPECTED_RESPONSE',
    ],
    ['cut off', (request) => respond(request).subarray(0, 25), 'E_RADIUS_TRUNCATED'],
    ['of another kind', (request) => respond({ ...request, code: 4 }, CODES.ACCOUNTING_RESPONSE), 'E_RADIUS_CODE'],
    ['that is a request', (request) => request.bytes, 'E_RADIUS_CODE'],
    [
      'with EAP-Message in pieces apart',
      (request) =>
        respond(request, CODES.ACCESS_ACCEPT, [
          ...ATTRIBUTES['EAP-Message'].of(Uint8Array.of(1)),
          ...user,
          ...ATTRIBUTES['EAP-Message'].of(Uint8Array.of(2)),
        ]),
      'E_RADIUS_EAP_MESSAGE_ORDER',
    ],
  ];
  for (const [what, forge, code, { from = ONE, path = 'socket 0' } = {}] of cases) {
    it(what, async () => {
      const { client, sent, time } = clientBench();
      const asked = client.access(user);
      const request = sent[0]?.packet;
      assert.ok(request);
      assert.equal(client.receive(forge(request), from, path)?.code, code);
      assert.equal(client.counters.of(code), 1);
      client.receive(respond(request, CODES.ACCESS_REJECT), ONE, 'socket 0');
      assert.equal((await asked).outcome, 'reject');
      assert.equal(time.waiting, 0);
    });
  }

  it('when it comes a second time', async () => {
    const { client, sent } = clientBench();
    const asked = client.access(user);
    const request = sent[0]?.packet;
    assert.ok(request);
    assert.equal(client.receive(respond(request), ONE, 'socket 0'), undefined);
    assert.equal(
      client.receive(respond(request, CODES.ACCESS_REJECT), ONE, 'socket 0')?.code,
      'E_RADIUS_UNEXPECTED_RESPONSE',
    );
    assert.equal((await asked).outcome, 'accept');
  });

  it('and if none is genuine, the error says why the last was not', async () => {
    const { client, time } = clientBench({}, ({ packet }) => respond(packet, CODES.ACCESS_ACCEPT, [], Secret.of('x')));
    const outcome = client.access(user).catch((error) => error);
    await time.advance(31_000);
    const error = await outcome;
    assert.ok(isSallyportError(error, 'E_RADIUS_NO_RESPONSE'));
    assert.equal(error.details['lastDiscard'], 'E_RADIUS_RESPONSE_AUTHENTICATOR');
  });

  it('unless the server is let off Message-Authenticator', async () => {
    const servers = [{ ...SERVER_ONE, requireMessageAuthenticator: false }];
    const { client, sent } = clientBench({ servers });
    const asked = client.access(user);
    const request = sent[0]?.packet;
    assert.ok(request);
    assert.equal(client.receive(blast(request), ONE, 'socket 0'), undefined);
    assert.equal((await asked).outcome, 'accept');
  });
});

describe('of several servers', () => {
  const servers = [SERVER_ONE, SERVER_TWO];
  const onlyTwo = ({ packet, route }: { packet: ReturnType<typeof decodePacket>; route: { to: typeof ONE } }) =>
    route.to.address === TWO.address ? respond(packet) : undefined;

  it('the next is asked when the first is silent, as a new request, and first from then on', async () => {
    const { client, time, sent, states } = clientBench({ servers, attemptsPerServer: 2 }, onlyTwo);
    const asked = client.access(ATTRIBUTES['User-Password'].of(Secret.of('pass')));
    await time.advance(10_000);
    assert.equal((await asked).server, 'two');
    assert.deepEqual(
      sent.map(({ route }) => route.to.address),
      [ONE.address, ONE.address, TWO.address],
    );
    assert.notEqual(
      toHex(sent[0]?.packet.authenticator ?? new Uint8Array()),
      toHex(sent[2]?.packet.authenticator ?? new Uint8Array()),
    );
    const again = client.access(user);
    await time.advance(10);
    assert.equal((await again).server, 'two');
    assert.equal(sent.length, 4);
    assert.deepEqual(states, ['one down']);
    await time.advance(61_000);
    assert.deepEqual(states, ['one down', 'one up']);
    client.close();
  });

  it('none answers: the request fails within its time, and the next one tries again', async () => {
    const { client, time, sent } = clientBench({ servers });
    const outcome = assert.rejects(client.access(user), withCode('E_RADIUS_NO_RESPONSE'));
    await time.advance(30_001);
    await outcome;
    assert.deepEqual([...new Set(sent.map(({ route }) => route.to.address))], [ONE.address, TWO.address]);
    const later = assert.rejects(client.access(user), withCode('E_RADIUS_NO_RESPONSE'));
    await time.advance(30_001);
    await later;
    client.close();
    assert.equal(time.waiting, 0);
  });

  it('one that is silent and answers Status-Server is not given up (RFC 5997 §4.3)', async () => {
    const watched = servers.map((server) => ({ ...server, statusServer: true }));
    const { client, time, states } = clientBench({ servers: watched, attemptsPerServer: 1 }, ({ packet, route }) =>
      packet.code === CODES.STATUS_SERVER || route.to.address === TWO.address ? respond(packet) : undefined,
    );
    const asked = client.access(user);
    await time.advance(5000);
    assert.equal((await asked).server, 'two');
    assert.deepEqual(states, ['one suspect', 'one up']);
    client.close();
  });

  it('one that does not answer Status-Server either is down until it has three times, each a new packet', async () => {
    let isThere = false;
    const watched = servers.map((server) => ({ ...server, statusServer: true }));
    const { client, time, states, sent } = clientBench(
      { servers: watched, attemptsPerServer: 1 },
      ({ packet, route }) => (isThere || route.to.address === TWO.address ? respond(packet) : undefined),
    );
    const asked = client.access(user);
    await time.advance(10_000);
    assert.equal((await asked).server, 'two');
    assert.deepEqual(states, ['one suspect', 'one down']);
    await time.advance(60_000);
    isThere = true;
    await time.advance(70_000);
    assert.deepEqual(states, ['one suspect', 'one down']);
    await time.advance(40_000);
    assert.deepEqual(states, ['one suspect', 'one down', 'one up']);
    const probes = sent
      .filter(({ packet }) => packet.code === CODES.STATUS_SERVER)
      .map(({ packet }) => toHex(packet.bytes));
    assert.equal(new Set(probes).size, probes.length);
    client.close();
    assert.equal(time.waiting, 0);
  });
});

describe('accounting', () => {
  const record = ATTRIBUTES['Acct-Session-Id'].of('s1');

  it('goes to the port after, and is signed instead of random (RFC 2866 §3)', async () => {
    const { client, time, sent } = clientBench({}, ({ packet }) => respond(packet, CODES.ACCOUNTING_RESPONSE));
    const asked = client.account(record);
    await time.advance(5);
    assert.equal(await asked, 'one');
    assert.equal(sent[0]?.route.to.port, 1813);
    assert.ok(!sent[0].packet.attributes.some(({ type }) => type === 80));
  });

  it('goes on until it is taken (RFC 5080 §2.2.1), by whichever server takes it', async () => {
    let isThere = false;
    const { client, time, sent } = clientBench({ servers: [SERVER_ONE, SERVER_TWO] }, ({ packet, route }) =>
      isThere && route.to.address === TWO.address ? respond(packet, CODES.ACCOUNTING_RESPONSE) : undefined,
    );
    const asked = client.account(record);
    await time.advance(600_000);
    assert.equal(client.outstanding, 1);
    assert.ok(sent.length > 30 && sent.length < 200, `${sent.length} sent`);
    isThere = true;
    await time.advance(60_000);
    assert.equal(await asked, 'two');
    client.close();
  });

  it('that a server says it does not take fails (RFC 6614 §2.5)', async () => {
    const { client, time } = clientBench({}, ({ packet }) =>
      respond(packet, CODES.ACCOUNTING_RESPONSE, ATTRIBUTES['Error-Cause'].of(406)),
    );
    const outcome = assert.rejects(client.account(record), withCode('E_RADIUS_NOT_SERVED'));
    await time.advance(5);
    await outcome;
  });
});

describe('Status-Server', () => {
  it('is sent once, and any signed answer will do (RFC 5997 §4.1)', async () => {
    const { client, time, sent } = clientBench({}, ({ packet }) => respond(packet, CODES.ACCOUNTING_RESPONSE));
    const asked = client.status('one', 'accounting');
    await time.advance(5);
    await asked;
    const silent = clientBench();
    const outcome = assert.rejects(silent.client.status('one'), withCode('E_RADIUS_NO_RESPONSE'));
    await silent.time.advance(31_000);
    await outcome;
    assert.equal(silent.sent.length, 1);
    assert.equal(sent[0]?.packet.code, CODES.STATUS_SERVER);
    await assert.rejects(client.status('three'), withCode('E_RADIUS_ARGUMENT'));
  });
});

describe('over a connection', () => {
  const servers = [{ ...SERVER_ONE, stream: 'tls one' }, SERVER_TWO];

  it('nothing is sent twice, and what was asked when it ended is asked of the next', async () => {
    const { client, time, sent } = clientBench({ servers }, ({ packet, route }) =>
      route.path === 'tls one' ? undefined : respond(packet),
    );
    const asked = client.access(user);
    await time.advance(20_000);
    assert.equal(sent.length, 1);
    assert.equal(sent[0]?.route.path, 'tls one');
    assert.notEqual(sent[0]?.packet.identifier, 0);
    client.disconnected('tls one');
    await time.advance(5);
    assert.equal((await asked).server, 'two');
    client.close();
  });

  it('a server that is silent for long is asked with Status-Server on identifier 0, and given up (RFC 6613 §2.6)', async () => {
    let isThere = true;
    const { client, time, sent, states } = clientBench(
      { servers: [{ ...SERVER_ONE, stream: 'tls one' }] },
      ({ packet }) => (isThere ? respond(packet) : undefined),
    );
    client.connected('tls one');
    await time.advance(40_000);
    assert.equal(sent[0]?.packet.code, CODES.STATUS_SERVER);
    assert.equal(sent[0]?.packet.identifier, 0);
    assert.deepEqual(states, ['one suspect', 'one up']);
    isThere = false;
    await time.advance(40_000);
    assert.deepEqual(states.slice(2), ['one suspect', 'one down']);
    client.close();
    assert.equal(time.waiting, 0);
  });
});

it('a client without servers, or with senseless settings, is not made', () => {
  for (const options of [
    { servers: [] },
    { servers: [SERVER_ONE, SERVER_ONE] },
    { servers: [{ ...SERVER_ONE, secret: Secret.of('') }] },
    { attemptsPerServer: 0 },
    { maxSockets: 0 },
    { retransmission: { initialTime: 0 } },
    { retransmission: { maxCount: -1 } },
  ]) {
    assert.throws(() => clientBench(options), withCode('E_RADIUS_ARGUMENT'));
  }
});

it('whatever comes in, a client never throws', () => {
  const { client } = clientBench();
  void client.access(user).catch(() => {});
  for (const hex of ['', '02', '0200001400', '02000014'.padEnd(40, '0'), 'ff'.repeat(40)]) {
    assert.ok(isSallyportError(client.receive(fromHex(hex), ONE, 'socket 0')));
  }
  client.close();
});
