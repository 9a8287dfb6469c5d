import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { connect as connectTcp } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type SallyportError, Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { ATTRIBUTES, CODES, decodePacket, FrameReader, RadiusServer, sealRequest } from '@sallyport/radius';
import {
  openTlsClient,
  RADSEC_SECRET,
  type RadsecIdentity,
  serveTls,
  type TlsServer,
} from '@sallyport/radius/transport';
import { withCode } from '@sallyport/testing';
import { CertificateShop, withoutOpenssl } from '../support/certificates.ts';

const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };
const user = [...ATTRIBUTES['User-Name'].of('bob'), ...ATTRIBUTES['User-Password'].of(Secret.of('pass'))];

describe('over TLS (RFC 6614)', { skip: withoutOpenssl }, () => {
  const refused: SallyportError[] = [];
  const refusals: string[] = [];
  const server = new RadiusServer(
    {
      clients: [],
      authenticate: ({ password }) => ({ decision: password?.equals(Secret.of('pass')) ? 'accept' : 'reject' }),
    },
    ports,
  );
  let shop: CertificateShop;
  let listener: TlsServer;
  let serverIdentity: RadsecIdentity;
  let root: Uint8Array;
  let [client, foreign, stranger]: RadsecIdentity[] = [];

  before(async () => {
    shop = new CertificateShop();
    root = shop.authority('root');
    shop.authority('elsewhere');
    serverIdentity = shop.issue('server', 'root', 'DNS:radius.example,IP:127.0.0.1');
    client = shop.issue('client', 'root', 'DNS:nas.example');
    stranger = shop.issue('stranger', 'root', 'DNS:stranger.example');
    foreign = shop.issue('foreign', 'elsewhere', 'DNS:nas.example');
    const known = fingerprint(client.certificateChain[0]);
    listener = await serveTls(server, {
      identity: serverIdentity,
      authorities: [root],
      host: '127.0.0.1',
      port: 0,
      identify: ({ certificate }) => (fingerprint(certificate) === known ? { name: 'nas' } : undefined),
      refused: (error) => {
        refused.push(error);
        refusals.push(error.code);
      },
      maxConnections: 20,
    });
  });

  after(async () => {
    await listener?.close();
    shop?.close();
  });

  const endpoint = () => ({ address: '127.0.0.1', port: listener.port });
  const identityOf = (identity: RadsecIdentity | undefined): RadsecIdentity => {
    assert.ok(identity);
    return identity;
  };
  const open = (options: Partial<Parameters<typeof openTlsClient>[0]> = {}) =>
    openTlsClient(
      {
        servers: [{ name: 'server', endpoint: endpoint() }],
        identity: identityOf(client),
        authorities: [root],
        retransmission: { maxDuration: 3000 },
        ...options,
      },
      ports,
    );

  it('a client with a certificate is answered, over one connection, however many requests', async (t) => {
    const { client: radius, close } = open();
    t.after(() => close());
    const answers = await Promise.all(Array.from({ length: 200 }, () => radius.access(user)));
    assert.ok(answers.every(({ outcome }) => outcome === 'accept'));
    await radius.status('server');
    assert.equal(listener.connections, 1);
    await assert.rejects(radius.account(ATTRIBUTES['Acct-Session-Id'].of('s')), withCode('E_RADIUS_NOT_SERVED'));
  });

  it('a server is known by its name as well', async (t) => {
    const { client: radius, close } = open({
      servers: [{ name: 'server', endpoint: endpoint(), serverName: 'radius.example' }],
    });
    t.after(() => close());
    assert.equal((await radius.access(user)).outcome, 'accept');
  });

  const rejected: [string, () => Partial<Parameters<typeof openTlsClient>[0]>][] = [
    [
      'a server with another name',
      () => ({ servers: [{ name: 'server', endpoint: endpoint(), serverName: 'other.example' }] }),
    ],
    ['a server of another authority', () => ({ authorities: identityOf(foreign).certificateChain })],
    ['a client of another authority', () => ({ identity: identityOf(foreign) })],
    ['a client with a certificate that is not one of ours', () => ({ identity: identityOf(stranger) })],
  ];
  for (const [what, options] of rejected) {
    it(`${what} is not spoken to`, async (t) => {
      const { client: radius, close } = open(options());
      t.after(() => close());
      await assert.rejects(radius.access(user), withCode('E_RADIUS_CONNECTION'));
    });
  }

  it('a connection that was lost is made again when there is something to ask', async (t) => {
    const own = await serveTls(server, {
      identity: serverIdentity,
      authorities: [root],
      host: '127.0.0.1',
      port: 0,
      identify: () => ({ name: 'nas' }),
      idleTimeout: 30,
    });
    t.after(() => own.close());
    const { client: radius, close } = open({ servers: [{ name: 'server', endpoint: own }] });
    t.after(() => close());
    for (let i = 0; i < 3; i++) {
      assert.equal((await radius.access(user)).outcome, 'accept');
      while (own.connections > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });

  it('a client whose certificate was revoked is not spoken to, another one is', async (t) => {
    const own = await serveTls(server, {
      identity: serverIdentity,
      authorities: [root],
      revocationLists: [shop.revoke('root', 'client')],
      host: '127.0.0.1',
      port: 0,
      identify: () => ({ name: 'nas' }),
    });
    t.after(() => own.close());
    const servers = [{ name: 'server', endpoint: own }];
    const revoked = open({ servers });
    t.after(() => revoked.close());
    await assert.rejects(revoked.client.access(user), withCode('E_RADIUS_CONNECTION'));
    const other = open({ servers, identity: identityOf(stranger) });
    t.after(() => other.close());
    assert.equal((await other.client.access(user)).outcome, 'accept');
  });

  it('nobody is let on when the question who it is fails', async (t) => {
    const own = await serveTls(server, {
      identity: serverIdentity,
      authorities: [root],
      host: '127.0.0.1',
      port: 0,
      identify: () => {
        throw new Error('the register is gone');
      },
    });
    t.after(() => own.close());
    const { client: radius, close } = open({ servers: [{ name: 'server', endpoint: own }] });
    t.after(() => close());
    await assert.rejects(radius.access(user), withCode('E_RADIUS_CONNECTION'));
  });

  const raw = (): Promise<TLSSocket> =>
    new Promise((resolve, reject) => {
      const { key, certificateChain } = identityOf(client);
      const socket = connectTls({
        ...{ host: '127.0.0.1', port: listener.port },
        key: key.export({ type: 'pkcs8', format: 'pem' }),
        cert: certificateChain.map((der) => new X509Certificate(der).toString()).join(''),
        ca: new X509Certificate(root).toString(),
      });
      socket.on('secureConnect', () => resolve(socket));
      socket.on('error', reject);
    });
  const ended = (socket: TLSSocket) =>
    new Promise<void>((resolve) => {
      socket.resume();
      socket.on('error', () => {});
      socket.on('close', () => resolve());
    });
  const request = (secret: Secret, code: number = CODES.ACCESS_REQUEST) =>
    sealRequest({ code, identifier: 5, attributes: user, secret }, systemRandom).bytes;

  const fatal: [string, () => Uint8Array, string][] = [
    ['a Length that is none', () => Uint8Array.of(1, 1, 0, 5), 'E_RADIUS_LENGTH'],
    ['another secret than "radsec"', () => request(Secret.of('x')), 'E_RADIUS_MESSAGE_AUTHENTICATOR'],
    [
      'attributes that do not fill the packet',
      () => Uint8Array.from([1, 1, 0, 21, ...new Array<number>(16).fill(0), 1]),
      'E_RADIUS_ATTRIBUTE_LENGTH',
    ],
  ];
  for (const [what, bytes, code] of fatal) {
    it(`${what} ends the connection (RFC 6613 §2.6.4)`, async () => {
      refused.length = 0;
      const socket = await raw();
      const end = ended(socket);
      socket.write(bytes());
      await end;
      assert.equal(refused[0]?.code, code);
    });
  }

  it('a code that nobody knows does not, and dynamic authorization is refused by name', async () => {
    const socket = await raw();
    const unknown = request(RADSEC_SECRET);
    unknown[0] = 99;
    const reader = new FrameReader();
    const answer = new Promise<Uint8Array>((resolve) => {
      socket.on('data', (chunk) => reader.push(chunk, resolve));
    });
    socket.write(unknown);
    const disconnect = sealRequest(
      {
        code: CODES.DISCONNECT_REQUEST,
        identifier: 5,
        attributes: ATTRIBUTES['User-Name'].of('bob'),
        secret: RADSEC_SECRET,
      },
      systemRandom,
    ).bytes;
    socket.write(disconnect);
    const packet = decodePacket(await answer);
    assert.equal(packet.code, CODES.DISCONNECT_NAK);
    assert.equal(ATTRIBUTES['Error-Cause'].first(packet.attributes), 406);
    socket.destroy();
  });

  it('without an authority, or with a key of another certificate, nothing is opened', async () => {
    const { key } = identityOf(stranger);
    const mixed = { key, certificateChain: identityOf(client).certificateChain };
    assert.throws(() => open({ authorities: [] }), withCode('E_RADIUS_TLS_IDENTITY'));
    assert.throws(() => open({ identity: mixed }), withCode('E_RADIUS_TLS_IDENTITY'));
    const taken = {
      identity: serverIdentity,
      authorities: [root],
      host: '127.0.0.1',
      port: listener.port,
      identify: () => undefined,
    };
    await assert.rejects(serveTls(server, taken), withCode('E_RADIUS_SOCKET'));
  });

  it('a client of another authority is reported', () => {
    assert.ok(refusals.includes('E_RADIUS_TLS_PEER'));
    assert.ok(refusals.includes('E_RADIUS_UNKNOWN_CLIENT'));
  });

  it('whoever never begins to speak TLS is put off, and holds no place', async (t) => {
    const own = await serveTls(server, {
      ...{ identity: serverIdentity, authorities: [root], host: '127.0.0.1', port: 0, handshakeTimeout: 50 },
      identify: () => undefined,
    });
    t.after(() => own.close());
    const silent = connectTcp(own.port, '127.0.0.1');
    silent.on('error', () => {});
    await new Promise((resolve) => silent.once('close', resolve));
    while (own.connections > 0) await new Promise(setImmediate);
  });

  it('more connections than allowed are turned away', async () => {
    const sockets = await Promise.all(
      Array.from(
        { length: 40 },
        () =>
          new Promise<{ isOpen: boolean; end: () => void }>((resolve) => {
            const socket = connectTcp(listener.port, '127.0.0.1');
            const timer = setTimeout(() => resolve({ isOpen: true, end: () => socket.destroy() }), 300);
            socket.on('error', () => {});
            socket.on('close', () => {
              clearTimeout(timer);
              resolve({ isOpen: false, end: () => {} });
            });
          }),
      ),
    );
    assert.ok(sockets.filter(({ isOpen }) => isOpen).length <= 20);
    for (const { end } of sockets) end();
  });
});

function fingerprint(der: Uint8Array | undefined): string {
  return createHash('sha256')
    .update(der ?? '')
    .digest('hex');
}
