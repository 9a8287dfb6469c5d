import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { concat, Secret, systemClock, systemRandom, systemTimer, toHex, utf8 } from '@sallyport/core';
import {
  ACCT_STATUS_TYPES,
  ATTRIBUTES,
  chapResponse,
  type RadiusClient,
  RadiusServer,
  VENDOR_ATTRIBUTES,
  vlanAttributes,
} from '@sallyport/radius';
import { openDynamicAuthorizationClient, openUdpClient, serveUdp } from '@sallyport/radius/transport';
import { withCode } from '@sallyport/testing';
import { openUdpSocket } from '@sallyport/udp';
import { FREERADIUS_SECRET, type FreeRadius, startFreeRadius } from './support/freeradius.ts';
import { without } from './support/programs.ts';

const SEND_KEY = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const USERS = `
bob Cleartext-Password := "hello"
  Tunnel-Type:1 = VLAN,
  Tunnel-Medium-Type:1 = IEEE-802,
  Tunnel-Private-Group-Id:1 = "77",
  Tunnel-Password:1 = "tunnel secret",
  MS-MPPE-Send-Key = 0x${SEND_KEY},
  Cisco-AVPair = "device-traffic-class=iot",
  Framed-IPv6-Prefix = 2001:db8:1::/48,
  Class = 0x0102,
  Session-Timeout = 600
`;

describe('our client with FreeRADIUS', { skip: without('freeradius') }, () => {
  let peer: FreeRadius;
  let client: RadiusClient;
  let close = async () => {};

  const connect = (secret: string, retransmission = {}) =>
    openUdpClient(
      {
        servers: [
          {
            name: 'freeradius',
            endpoint: { address: '127.0.0.1', port: peer.authenticationPort },
            accounting: { address: '127.0.0.1', port: peer.accountingPort },
            secret: Secret.of(secret),
            // FreeRADIUS 3.2.1 is of before CVE-2024-3596: it puts Message-Authenticator only where EAP is.
            requireMessageAuthenticator: false,
          },
        ],
        retransmission,
      },
      { clock: systemClock, timer: systemTimer, random: systemRandom, open: openUdpSocket, host: '127.0.0.1' },
    );

  before(async () => {
    peer = await startFreeRadius(USERS);
    const opened = await connect(FREERADIUS_SECRET);
    client = opened.client;
    close = opened.close;
  });

  after(async () => {
    await close();
    await peer?.stop();
  });

  it('is let in with a password, and reads what comes with that, hidden values too', async () => {
    const answer = await client.access([
      ...ATTRIBUTES['User-Name'].of('bob'),
      ...ATTRIBUTES['User-Password'].of(Secret.of('hello')),
    ]);
    assert.equal(answer.outcome, 'accept');
    const { attributes } = answer;
    assert.deepEqual(ATTRIBUTES['Tunnel-Type'].first(attributes), { tag: 1, value: 13 });
    assert.deepEqual(ATTRIBUTES['Tunnel-Medium-Type'].first(attributes), { tag: 1, value: 6 });
    assert.deepEqual(ATTRIBUTES['Tunnel-Private-Group-ID'].first(attributes), { tag: 1, value: '77' });
    assert.equal(ATTRIBUTES['Framed-IPv6-Prefix'].first(attributes), '2001:db8:1::/48');
    assert.equal(ATTRIBUTES['Session-Timeout'].first(attributes), 600);
    assert.equal(VENDOR_ATTRIBUTES['Cisco-AVPair'].first(attributes), 'device-traffic-class=iot');
    assert.equal(toHex(ATTRIBUTES.Class.first(attributes) ?? new Uint8Array()), '0102');
    assert.ok(answer.reveal(ATTRIBUTES['Tunnel-Password'])?.equals(Secret.of('tunnel secret')));
    const key = answer.reveal(VENDOR_ATTRIBUTES['MS-MPPE-Send-Key']);
    assert.equal(toHex(key?.expose() ?? new Uint8Array()), SEND_KEY);
  });

  it('is let in with CHAP and turned away with a wrong password', async () => {
    const challenge = systemRandom.bytes(16);
    const chap = await client.access([
      ...ATTRIBUTES['User-Name'].of('bob'),
      ...ATTRIBUTES['CHAP-Password'].of(chapResponse(7, challenge, Secret.of('hello'))),
      ...ATTRIBUTES['CHAP-Challenge'].of(challenge),
    ]);
    assert.equal(chap.outcome, 'accept');
    const wrong = await client.access([
      ...ATTRIBUTES['User-Name'].of('bob'),
      ...ATTRIBUTES['User-Password'].of(Secret.of('hellO')),
    ]);
    assert.equal(wrong.outcome, 'reject');
  });

  it('carries EAP both ways, with Message-Authenticator checked, and State brought back (RFC 3579)', async () => {
    const user = ATTRIBUTES['User-Name'].of('bob');
    const identity = concat(Uint8Array.of(2, 1, 0, 8, 1), utf8('bob'));
    const first = await client.access([...user, ...ATTRIBUTES['EAP-Message'].of(identity)]);
    assert.equal(first.outcome, 'challenge');
    assert.ok(ATTRIBUTES['Message-Authenticator'].isIn(first.attributes));
    const challenge = first.eapMessage ?? new Uint8Array();
    const identifier = challenge[1] ?? 0;
    const value = challenge.subarray(6, 6 + (challenge[5] ?? 0));
    const digest = createHash('md5')
      .update(concat(Uint8Array.of(identifier), utf8('hello'), value))
      .digest();
    const response = concat(Uint8Array.of(2, identifier, 0, 22, 4, 16), digest);
    const second = await client.access([
      ...user,
      ...ATTRIBUTES['EAP-Message'].of(response),
      ...ATTRIBUTES.State.of(first.state ?? new Uint8Array(1)),
    ]);
    assert.equal(second.outcome, 'accept');
    assert.equal(second.eapMessage?.[0], 3);
  });

  it('reports, and finds the server there on both ports', async () => {
    await client.account([
      ...ATTRIBUTES['User-Name'].of('bob'),
      ...ATTRIBUTES['Acct-Status-Type'].of(ACCT_STATUS_TYPES.START),
      ...ATTRIBUTES['Acct-Session-Id'].of('session 1'),
      ...ATTRIBUTES['Acct-Input-Octets'].of(4_000_000_000),
    ]);
    await client.status('freeradius');
    await client.status('freeradius', 'accounting');
  });

  it('puts a session out and changes one, and is told when that is refused (RFC 5176)', async (t) => {
    const ports = {
      clock: systemClock,
      timer: systemTimer,
      random: systemRandom,
      open: openUdpSocket,
      host: '127.0.0.1',
    };
    const { client: authorization, close: end } = await openDynamicAuthorizationClient({}, ports);
    t.after(end);
    const nas = {
      name: 'freeradius',
      endpoint: { address: '127.0.0.1', port: peer.coaPort },
      secret: Secret.of(FREERADIUS_SECRET),
      identification: ATTRIBUTES['NAS-IP-Address'].of('127.0.0.1'),
    };
    const session = ATTRIBUTES['User-Name'].of('bob');
    assert.equal((await authorization.disconnect(nas, { session })).isDone, true);
    assert.equal((await authorization.change(nas, { session, attributes: vlanAttributes(99) })).isDone, true);
    const nobody = ATTRIBUTES['User-Name'].of('nobody');
    assert.equal((await authorization.disconnect(nas, { session: nobody })).isDone, false);
  });

  it('with another secret gets no answer', async (t) => {
    const wrong = await connect('wrong', { initialTime: 100, maxDuration: 250 });
    t.after(wrong.close);
    await assert.rejects(wrong.client.access(ATTRIBUTES['User-Name'].of('bob')), withCode('E_RADIUS_NO_RESPONSE'));
    assert.match(peer.output(), /invalid Message-Authenticator/);
  });
});

describe('FreeRADIUS as a proxy before our server', { skip: without('freeradius') }, () => {
  it('brings a request, and gets its Proxy-State back with the answer and its keys', async (t) => {
    const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };
    const key = Secret.of(new Uint8Array(32).fill(7));
    const server = new RadiusServer(
      {
        clients: [{ name: 'proxy', addresses: ['127.0.0.1'], secret: Secret.of(FREERADIUS_SECRET) }],
        authenticate: ({ attributes, password }) => {
          assert.ok(ATTRIBUTES['Proxy-State'].isIn(attributes));
          const isRight = password?.equals(Secret.of('hello'));
          return isRight
            ? { decision: 'accept', attributes: VENDOR_ATTRIBUTES['MS-MPPE-Send-Key'].of(key) }
            : { decision: 'reject' };
        },
      },
      ports,
    );
    const sockets = await serveUdp(server, {
      open: openUdpSocket,
      host: '127.0.0.1',
      authenticationPort: 0,
      accountingPort: undefined,
    });
    t.after(sockets.close);
    const proxy = await startFreeRadius('', sockets.authentication?.port);
    t.after(proxy.stop);
    const { client, close } = await openUdpClient(
      {
        servers: [
          {
            name: 'proxy',
            endpoint: { address: '127.0.0.1', port: proxy.authenticationPort },
            secret: Secret.of(FREERADIUS_SECRET),
            requireMessageAuthenticator: false,
          },
        ],
      },
      { ...ports, open: openUdpSocket, host: '127.0.0.1' },
    );
    t.after(close);
    const ask = (password: string) =>
      client.access([
        ...ATTRIBUTES['User-Name'].of('bob@behind'),
        ...ATTRIBUTES['User-Password'].of(Secret.of(password)),
        ...ATTRIBUTES['Proxy-State'].of(Uint8Array.of(1, 2, 3)),
      ]);
    const accept = await ask('hello');
    assert.equal(accept.outcome, 'accept', proxy.output().slice(-3000));
    assert.ok(accept.reveal(VENDOR_ATTRIBUTES['MS-MPPE-Send-Key'])?.equals(key));
    assert.deepEqual(ATTRIBUTES['Proxy-State'].all(accept.attributes), [Uint8Array.of(1, 2, 3)]);
    assert.equal((await ask('bye')).outcome, 'reject');
  });
});
