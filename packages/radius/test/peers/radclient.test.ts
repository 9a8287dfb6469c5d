import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import {
  type AccessRequest,
  type AccountingRequest,
  ATTRIBUTES,
  type ChangeOrder,
  type ClientSettings,
  DynamicAuthorizationServer,
  ERROR_CAUSES,
  RadiusServer,
  VENDOR_ATTRIBUTES,
} from '@sallyport/radius';
import { serveDynamicAuthorization, serveUdp, type UdpServer } from '@sallyport/radius/transport';
import { openUdpSocket } from '@sallyport/udp';
import { run, without } from './support/programs.ts';

const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };
const CLIENT: ClientSettings = { name: 'radclient', addresses: ['127.0.0.1'], secret: Secret.of('testing123') };

const radclient = (command: string, port: number, attributes: readonly string[], secret = 'testing123') =>
  run('radclient', ['-x', '-t', '2', '-r', '1', `127.0.0.1:${port}`, command, secret], attributes.join(','));

const PROOF = 'Message-Authenticator=0x00';

describe('radclient with our server', { skip: without('radclient') }, () => {
  const records: AccountingRequest[] = [];
  const server = new RadiusServer(
    {
      clients: [CLIENT],
      authenticate: (request: AccessRequest) => {
        const isRight = request.password?.equals(Secret.of('hello')) ?? request.provesChap(Secret.of('hello'));
        if (!isRight) return { decision: 'reject', attributes: ATTRIBUTES['Reply-Message'].of('no') };
        return {
          decision: 'accept',
          attributes: [
            ...ATTRIBUTES['Tunnel-Type'].of(13, 1),
            ...ATTRIBUTES['Tunnel-Medium-Type'].of(6, 1),
            ...ATTRIBUTES['Tunnel-Private-Group-ID'].of('42', 1),
            ...ATTRIBUTES['Tunnel-Password'].of(Secret.of('tunnel secret'), 1),
            ...VENDOR_ATTRIBUTES['MS-MPPE-Recv-Key'].of(Secret.of(new Uint8Array(32).fill(0xab))),
            ...VENDOR_ATTRIBUTES['Cisco-AVPair'].of('device-traffic-class=iot'),
            ...ATTRIBUTES['Framed-IPv6-Prefix'].of('2001:db8:7::/48'),
            ...ATTRIBUTES['NAS-Filter-Rule'].of('permit in ip from any to any'),
          ],
        };
      },
      account: (request) => {
        records.push(request);
      },
    },
    ports,
  );
  let sockets: UdpServer;

  before(async () => {
    sockets = await serveUdp(server, {
      open: openUdpSocket,
      host: '127.0.0.1',
      authenticationPort: 0,
      accountingPort: 0,
    });
  });
  after(() => sockets?.close());

  const authenticationPort = () => sockets.authentication?.port ?? 0;
  const accountingPort = () => sockets.accounting?.port ?? 0;

  it('PAP: is let in, and reads every attribute, the hidden ones too', async () => {
    const { status, output } = await radclient('auth', authenticationPort(), [
      'User-Name=bob',
      'User-Password=hello',
      PROOF,
    ]);
    assert.equal(status, 0, output);
    for (const line of [
      'Received Access-Accept',
      'Tunnel-Type:1 = VLAN',
      'Tunnel-Medium-Type:1 = IEEE-802',
      'Tunnel-Private-Group-Id:1 = "42"',
      'Tunnel-Password:1 = "tunnel secret"',
      `MS-MPPE-Recv-Key = 0x${'ab'.repeat(32)}`,
      'Cisco-AVPair = "device-traffic-class=iot"',
      'Framed-IPv6-Prefix = 2001:db8:7::/48',
      'Message-Authenticator = 0x',
    ]) {
      assert.ok(output.includes(line), `${line} is not in\n${output}`);
    }
  });

  it('CHAP: is let in', async () => {
    const { output } = await radclient('auth', authenticationPort(), ['User-Name=bob', 'CHAP-Password=hello', PROOF]);
    assert.match(output, /Received Access-Accept/);
  });

  it('is turned away with a wrong password', async () => {
    const { output } = await radclient('auth', authenticationPort(), ['User-Name=bob', 'User-Password=bye', PROOF]);
    assert.match(output, /Received Access-Reject/);
  });

  it('gets no answer with another secret, nor without Message-Authenticator', async () => {
    const before = server.counters.of('E_RADIUS_MESSAGE_AUTHENTICATOR');
    const wrong = await radclient(
      'auth',
      authenticationPort(),
      ['User-Name=bob', 'User-Password=hello', PROOF],
      'wrong',
    );
    assert.notEqual(wrong.status, 0);
    assert.equal(server.counters.of('E_RADIUS_MESSAGE_AUTHENTICATOR'), before + 1);
    const bare = await radclient('auth', authenticationPort(), ['User-Name=bob', 'User-Password=hello']);
    assert.notEqual(bare.status, 0);
    assert.ok(server.counters.of('E_RADIUS_MESSAGE_AUTHENTICATOR_MISSING') > 0);
  });

  it('accounting is answered and recorded', async () => {
    const { status, output } = await radclient('acct', accountingPort(), [
      'User-Name=bob',
      'Acct-Status-Type=Start',
      'Acct-Session-Id="session 1"',
      'Event-Timestamp=1700000000',
    ]);
    assert.equal(status, 0, output);
    assert.match(output, /Received Accounting-Response/);
    assert.equal(records[0]?.sessionId, 'session 1');
    assert.equal(ATTRIBUTES['Event-Timestamp'].first(records[0].attributes)?.getTime(), 1_700_000_000_000);
  });

  it('Status-Server is answered on both ports (RFC 5997)', async () => {
    const one = await radclient('status', authenticationPort(), [PROOF]);
    assert.match(one.output, /Received Access-Accept/);
    const two = await radclient('status', accountingPort(), [PROOF]);
    assert.match(two.output, /Received Accounting-Response/);
  });
});

describe('radclient with our NAS (RFC 5176)', { skip: without('radclient') }, () => {
  const orders: ChangeOrder[] = [];
  let nas: Awaited<ReturnType<typeof serveDynamicAuthorization>>;

  before(async () => {
    nas = await serveDynamicAuthorization(
      (transmit) =>
        new DynamicAuthorizationServer(
          {
            clients: [CLIENT],
            identification: ATTRIBUTES['NAS-Identifier'].of('switch'),
            handle: (order) => {
              orders.push(order);
              const session = ATTRIBUTES['Acct-Session-Id'].first(order.attributes);
              return session === 's1'
                ? { isDone: true }
                : { isDone: false, errorCause: ERROR_CAUSES.SESSION_CONTEXT_NOT_FOUND };
            },
          },
          { ...ports, transmit },
        ),
      { open: openUdpSocket, host: '127.0.0.1', port: 0 },
    );
  });
  after(() => nas?.close());

  const now = () => `Event-Timestamp=${Math.floor(Date.now() / 1000)}`;

  it('puts a session out, with and without Message-Authenticator', async () => {
    for (const proof of [[], [PROOF]]) {
      const attributes = ['Acct-Session-Id=s1', 'NAS-Identifier=switch', now(), ...proof];
      const { status, output } = await radclient('disconnect', nas.port, attributes);
      assert.equal(status, 0, output);
      assert.match(output, /Received Disconnect-ACK/);
    }
  });

  it('changes a session', async () => {
    const { output } = await radclient('coa', nas.port, ['Acct-Session-Id=s1', 'Tunnel-Private-Group-Id:1=99', now()]);
    assert.match(output, /Received CoA-ACK/);
    assert.deepEqual(ATTRIBUTES['Tunnel-Private-Group-ID'].first(orders.at(-1)?.attributes ?? []), {
      tag: 1,
      value: '99',
    });
  });

  it('is told why not', async () => {
    const { output } = await radclient('disconnect', nas.port, ['Acct-Session-Id=s2', now()]);
    assert.match(output, /Received Disconnect-NAK/);
    assert.match(output, /Error-Cause = Session-Context-Not-Found/);
    const other = await radclient('disconnect', nas.port, ['Acct-Session-Id=s1', 'NAS-Identifier=router', now()]);
    assert.match(other.output, /Error-Cause = NAS-Identification-Mismatch/);
  });

  it('gets no answer to what is old, or has no time at all', async () => {
    const old = await radclient('disconnect', nas.port, ['Acct-Session-Id=s1', 'Event-Timestamp=1700000000']);
    assert.notEqual(old.status, 0);
    const timeless = await radclient('disconnect', nas.port, ['Acct-Session-Id=s1']);
    assert.notEqual(timeless.status, 0);
  });
});
