/** A client behind servers that break the rules: each way has its code, and its alert or its silence. */

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { concat, Secret, seededRandom, utf8 } from '@sallyport/core';
import { vector } from '../../src/bytes.ts';
import { ALERT_OF, type CertificateCredentials, type DtlsErrorCode } from '../../src/index.ts';
import { EcdheServer } from '../../src/key-exchange/ecdhe.ts';
import { encodeCertificate, encodeDigitallySigned } from '../../src/messages/certificate.ts';
import { CONTENT_TYPE, EXTENSION } from '../../src/registries.ts';
import { signWith } from '../../src/signatures.ts';
import { type Identity, newAuthority, newEndEntity } from '../support/identities.ts';
import { ECJPAKE } from '../support/pair.ts';
import { PuppetServer } from '../support/puppet-server.ts';

const EMPTY = new Uint8Array(0);

async function refuses(server: PuppetServer, code: DtlsErrorCode): Promise<void> {
  assert.equal(await server.failure(), code);
  assert.deepEqual(server.alerts, ALERT_OF[code] === 'none' ? [] : [ALERT_OF[code]]);
  assert.equal(server.time.waiting, 0);
}

async function drops(server: PuppetServer, code: DtlsErrorCode): Promise<void> {
  assert.equal(server.log.discarded.at(-1), code);
  assert.deepEqual(server.alerts, []);
  assert.equal(await server.failure(), undefined);
  assert.equal(ALERT_OF[code], 'none');
}

it('a server that keeps to the rules is believed', async () => {
  const server = new PuppetServer();
  server.connect();
  await server.outcome;
  assert.equal(server.log.session?.isOpen, true);
  server.record(CONTENT_TYPE.applicationData, utf8('hello'));
  assert.deepEqual(server.log.data, [utf8('hello')]);
  server.log.session.send(utf8('back'));
  assert.deepEqual(server.data, [utf8('back')]);
  assert.deepEqual(server.log.discarded, []);
});

describe('a cookie', () => {
  it('is given back with the same hello', () => {
    const server = new PuppetServer();
    const first = server.clientHello();
    server.helloVerify(Uint8Array.of(9, 8, 7));
    const second = server.clientHello();
    assert.deepEqual(second, { ...first, cookie: Uint8Array.of(9, 8, 7) });
    assert.equal(server.last('clientHello').sequence, 1);
  });

  it('is given back with the same EC-JPAKE keys', () => {
    const server = new PuppetServer({ credentials: ECJPAKE });
    const first = server.clientHello();
    server.helloVerify();
    assert.deepEqual(server.clientHello().extensions, first.extensions);
    assert.equal(first.extensions.get(EXTENSION.ecjpakeKeyKpPair)?.length, 330);
  });

  it('may be asked for again, when the first went stale', async () => {
    const server = new PuppetServer();
    server.helloVerify(Uint8Array.of(1));
    server.helloVerify(Uint8Array.of(2));
    assert.deepEqual(server.clientHello().cookie, Uint8Array.of(2));
    server.connect();
    await server.outcome;
    assert.equal(server.log.session?.isOpen, true);
  });

  it('is not asked for for ever', async () => {
    const server = new PuppetServer();
    for (let i = 0; i < 5; i++) server.helloVerify(Uint8Array.of(i));
    await refuses(server, 'E_DTLS_HELLO_VERIFY_REPEATED');
  });

  it('does not come with bytes after its end', async () => {
    const server = new PuppetServer();
    server.say('helloVerifyRequest', Uint8Array.of(0xfe, 0xff, 1, 7, 7));
    await refuses(server, 'E_DTLS_MALFORMED');
  });
});

describe('a ServerHello is refused', () => {
  it('with another version', async () => {
    const server = new PuppetServer();
    server.serverHello({ version: 0xfeff });
    await refuses(server, 'E_DTLS_VERSION');
  });

  it('with a suite that was not offered', async () => {
    const server = new PuppetServer();
    server.serverHello({ suite: 0xc0ae });
    await refuses(server, 'E_DTLS_SUITE_NOT_OFFERED');
  });

  it('with the signalling suite, which is none', async () => {
    const server = new PuppetServer();
    server.serverHello({ suite: 0x00ff });
    await refuses(server, 'E_DTLS_SUITE_NOT_OFFERED');
  });

  it('with compression', async () => {
    const server = new PuppetServer();
    server.serverHello({ compressionMethod: 1 });
    await refuses(server, 'E_DTLS_COMPRESSION');
  });

  it('with an extension that was not offered', async () => {
    const server = new PuppetServer();
    server.serverHello({ extensions: new Map([[EXTENSION.serverName, EMPTY]]) });
    await refuses(server, 'E_DTLS_EXTENSION_UNSOLICITED');
  });

  it('with renegotiation_info of an earlier handshake', async () => {
    const server = new PuppetServer();
    server.serverHello({ extensions: new Map([[EXTENSION.renegotiationInfo, Uint8Array.of(1, 5)]]) });
    await refuses(server, 'E_DTLS_RENEGOTIATION_INFO');
  });

  it('without the extended master secret, where it is required', async () => {
    const server = new PuppetServer({ requireExtendedMasterSecret: true });
    server.serverHello();
    await refuses(server, 'E_DTLS_EXTENDED_MASTER_SECRET');
  });

  it('with a session id of 33 bytes', async () => {
    const server = new PuppetServer();
    server.serverHello({ sessionId: new Uint8Array(33) });
    await refuses(server, 'E_DTLS_MALFORMED');
  });

  it('for EC-JPAKE without its extension', async () => {
    const server = new PuppetServer({ credentials: ECJPAKE });
    server.serverHello({ suite: 0xc0ff });
    await refuses(server, 'E_DTLS_ECJPAKE_EXTENSION');
  });

  it('for EC-JPAKE with the client’s own keys', async () => {
    const server = new PuppetServer({ credentials: ECJPAKE });
    const own = server.clientHello().extensions.get(EXTENSION.ecjpakeKeyKpPair) ?? EMPTY;
    server.serverHello({ suite: 0xc0ff, extensions: new Map([[EXTENSION.ecjpakeKeyKpPair, own]]) });
    await refuses(server, 'E_DTLS_ECJPAKE_REFLECTED');
  });
});

describe('a handshake under way is ended', () => {
  it('by a message out of order', async () => {
    const server = new PuppetServer();
    server.serverHelloDone();
    await refuses(server, 'E_DTLS_UNEXPECTED_MESSAGE');
  });

  it('by a cookie after ServerHello', async () => {
    const server = new PuppetServer();
    server.serverHello();
    server.helloVerify();
    await refuses(server, 'E_DTLS_UNEXPECTED_MESSAGE');
  });

  it('by a certificate in a suite without', async () => {
    const server = new PuppetServer();
    server.serverHello();
    server.say('certificate', Uint8Array.of(0, 0, 0));
    await refuses(server, 'E_DTLS_UNEXPECTED_MESSAGE');
  });

  it('by a request for a certificate in a suite without', async () => {
    const server = new PuppetServer();
    server.serverHello();
    server.say('certificateRequest', Uint8Array.of(1, 64, 0, 2, 4, 3, 0, 0));
    await refuses(server, 'E_DTLS_UNEXPECTED_MESSAGE');
  });

  it('by EC-JPAKE keys that were proved as a client’s', async () => {
    const donor = new PuppetServer({ credentials: ECJPAKE }, 'donor');
    const keys = donor.clientHello().extensions.get(EXTENSION.ecjpakeKeyKpPair) ?? EMPTY;
    const server = new PuppetServer({ credentials: ECJPAKE });
    server.serverHello({ suite: 0xc0ff, extensions: new Map([[EXTENSION.ecjpakeKeyKpPair, keys]]) });
    await refuses(server, 'E_DTLS_ECJPAKE_PROOF');
  });

  it('by an identity hint with bytes after its end', async () => {
    const server = new PuppetServer();
    server.serverHello();
    server.say('serverKeyExchange', concat(vector(2, utf8('hint')), Uint8Array.of(1)));
    await refuses(server, 'E_DTLS_MALFORMED');
  });

  it('by a Finished with one bit changed', async () => {
    const server = new PuppetServer();
    server.serverHello();
    server.prepare();
    server.serverHelloDone();
    server.changeCipherSpec();
    server.finished((verifyData) => verifyData.map((byte, i) => (i === 0 ? byte ^ 0x80 : byte)));
    await refuses(server, 'E_DTLS_FINISHED');
  });

  it('by other keys', async () => {
    const server = new PuppetServer({
      credentials: { type: 'psk', identity: utf8('x'), key: Secret.of('another key') },
    });
    server.connect();
    assert.equal(await server.failure(), 'E_DTLS_KEYS_DIFFER');
  });

  it('by a server that gives up', async () => {
    const server = new PuppetServer();
    server.record(CONTENT_TYPE.alert, Uint8Array.of(2, 115));
    await refuses(server, 'E_DTLS_ALERT');
    assert.deepEqual(server.log.error?.details, { alert: 'unknown_psk_identity' });
  });

  it('by nobody answering, after the time limit', async () => {
    const server = new PuppetServer({ limits: { handshakeTimeout: 30_000 } });
    await server.time.advance(29_999);
    assert.equal(server.log.error, undefined);
    // At 0, 1, 3, 7 and 15 seconds: the wait doubles (RFC 6347 §4.2.4.1).
    assert.equal(server.datagrams, 5);
    await server.time.advance(1);
    await refuses(server, 'E_DTLS_TIMEOUT');
  });

  it('by its own side', async () => {
    const server = new PuppetServer();
    server.client.close();
    assert.equal(await server.failure(), 'E_DTLS_CLOSED');
    assert.deepEqual(server.alerts, ['close_notify']);
  });
});

describe('a handshake with certificates is ended', () => {
  let identity: Identity;
  let credentials: CertificateCredentials;
  before(async () => {
    identity = await newEndEntity('server', await newAuthority('authority'));
    credentials = { type: 'certificate', chain: [], trust: () => ({ trusted: true }) };
  });

  function shown(entries: readonly Uint8Array[]): PuppetServer {
    const server = new PuppetServer({ credentials });
    server.serverHello({ suite: 0xc0ae });
    server.say('certificate', encodeCertificate(entries, 'x509'));
    return server;
  }

  function keyExchangeOf(server: PuppetServer): Uint8Array {
    const randoms = concat(server.clientRandom, server.serverRandom);
    const { privateKey } = identity;
    return new EcdheServer({ random: seededRandom('ecdhe'), privateKey, scheme: 0x0403, randoms }).write();
  }

  it('by no certificate', async () => {
    await refuses(shown([]), 'E_DTLS_CERTIFICATE');
  });

  it('by something else than a certificate', async () => {
    await refuses(shown([utf8('certificate')]), 'E_DTLS_CERTIFICATE');
  });

  it('by a chain without end', async () => {
    await refuses(shown(Array.from({ length: 11 }, () => identity.certificate.der)), 'E_DTLS_CERTIFICATE');
  });

  it('by a key on another curve', async () => {
    const other = await newEndEntity('server', await newAuthority('authority'), { keyType: 'P-384' });
    await refuses(shown([other.certificate.der]), 'E_DTLS_CERTIFICATE_KEY');
  });

  it('by a signature with one bit changed', async () => {
    const server = shown([identity.certificate.der]);
    const body = keyExchangeOf(server);
    // The last byte is one of s.
    server.say(
      'serverKeyExchange',
      body.map((byte, i) => (i === body.length - 1 ? byte ^ 1 : byte)),
    );
    await refuses(server, 'E_DTLS_SIGNATURE');
  });

  it('by a signature that is no DER', async () => {
    const server = shown([identity.certificate.der]);
    const params = keyExchangeOf(server).subarray(0, 69);
    server.say('serverKeyExchange', concat(params, Uint8Array.of(4, 3, 0, 2, 1, 1)));
    await refuses(server, 'E_DTLS_SIGNATURE');
  });

  it('by a signature over the randoms of another handshake', async () => {
    const server = shown([identity.certificate.der]);
    server.serverRandom = new Uint8Array(32);
    server.say('serverKeyExchange', keyExchangeOf(server));
    await refuses(server, 'E_DTLS_SIGNATURE');
  });

  it('by a signature scheme that was not offered', async () => {
    const server = shown([identity.certificate.der]);
    const body = keyExchangeOf(server);
    body[69] = 2;
    server.say('serverKeyExchange', body);
    await refuses(server, 'E_DTLS_SIGNATURE_SCHEME');
  });

  it('by another curve than was offered', async () => {
    const server = shown([identity.certificate.der]);
    const body = keyExchangeOf(server);
    body[2] = 24;
    server.say('serverKeyExchange', body);
    await refuses(server, 'E_DTLS_GROUP');
  });

  it('by a compressed point', async () => {
    const server = shown([identity.certificate.der]);
    const body = keyExchangeOf(server);
    body[4] = 2;
    server.say('serverKeyExchange', body);
    await refuses(server, 'E_DTLS_POINT');
  });

  it('by a signed point that is not on the curve', async () => {
    const server = shown([identity.certificate.der]);
    const point = new Uint8Array(65).fill(7);
    point[0] = 4;
    const params = concat(Uint8Array.of(3, 0, 23, 65), point);
    const data = concat(server.clientRandom, server.serverRandom, params);
    const signed = encodeDigitallySigned(signWith(identity.privateKey, 0x0403, data));
    server.say('serverKeyExchange', concat(params, signed));
    server.serverHelloDone();
    await refuses(server, 'E_DTLS_POINT');
  });

  it('by a ServerHelloDone where the key exchange is due', async () => {
    const server = shown([identity.certificate.der]);
    server.serverHelloDone();
    await refuses(server, 'E_DTLS_UNEXPECTED_MESSAGE');
  });

  it('by a request for a kind of certificate that was not offered', async () => {
    const { privateKey } = identity;
    const trust = () => ({ trusted: true }) as const;
    const server = new PuppetServer({ credentials: { type: 'raw-public-key', privateKey, trust } });
    server.serverHello({
      suite: 0xc0ae,
      extensions: new Map([
        [EXTENSION.serverCertificateType, Uint8Array.of(2)],
        [EXTENSION.clientCertificateType, Uint8Array.of(0)],
      ]),
    });
    await refuses(server, 'E_DTLS_CERTIFICATE_TYPE');
  });

  it('by a kind of certificate that was not offered', async () => {
    const server = new PuppetServer({ credentials: { type: 'raw-public-key', trust: () => ({ trusted: true }) } });
    server.serverHello({ suite: 0xc0ae });
    await refuses(server, 'E_DTLS_CERTIFICATE_TYPE');
  });
});

it('a server that takes none of our signature schemes is shown no certificate', async () => {
  const identity = await newEndEntity('server', await newAuthority('authority'));
  const trust = () => ({ trusted: true }) as const;
  const { certificate, privateKey } = identity;
  const server = new PuppetServer({
    credentials: { type: 'certificate', chain: [certificate.der], privateKey, trust },
  });
  server.serverHello({ suite: 0xc0ae });
  server.say('certificate', encodeCertificate([certificate.der], 'x509'));
  const randoms = concat(server.clientRandom, server.serverRandom);
  const random = seededRandom('ecdhe');
  server.say('serverKeyExchange', new EcdheServer({ random, privateKey, scheme: 0x0403, randoms }).write());
  server.say('certificateRequest', Uint8Array.of(1, 64, 0, 2, 4, 1, 0, 0));
  server.serverHelloDone();
  assert.deepEqual(server.last('certificate').body, Uint8Array.of(0, 0, 0));
  assert.equal(server.has('certificateVerify'), false);
});

describe('a handshake under way is not disturbed', () => {
  it('by a HelloRequest', async () => {
    const server = new PuppetServer();
    server.say('helloRequest', EMPTY, { sequence: 0, untold: true });
    await drops(server, 'E_DTLS_HELLO_REQUEST');
  });

  it('by application data', async () => {
    const server = new PuppetServer();
    server.record(CONTENT_TYPE.applicationData, utf8('early'));
    await drops(server, 'E_DTLS_APPLICATION_DATA_EARLY');
  });

  it('by a ServerHelloDone that is not empty', async () => {
    const server = new PuppetServer();
    server.serverHello();
    server.say('serverHelloDone', Uint8Array.of(1));
    await drops(server, 'E_DTLS_MESSAGE_SIZE');
  });

  it('by the last flight of an association that there was before', async () => {
    const before = new PuppetServer();
    before.serverRandom = new Uint8Array(32).fill(1);
    const late: Uint8Array[] = [];
    before.serverHello();
    before.prepare();
    before.serverHelloDone();
    before.transmit = (datagram) => late.push(datagram);
    before.changeCipherSpec();
    before.finished();
    assert.equal(late.length, 2);
    const server = new PuppetServer();
    for (const datagram of late) server.client.receive(datagram);
    server.connect();
    await server.outcome;
    assert.equal(server.log.session?.isOpen, true);
    // The ChangeCipherSpec that belongs here comes when the old one has done its work.
    assert.deepEqual(server.log.discarded, ['E_DTLS_RECORD_AUTHENTICATION', 'E_DTLS_EPOCH_OLD']);
  });

  it('by application data that overtakes Finished: it is handed on after', async () => {
    const server = new PuppetServer();
    server.serverHello();
    server.prepare();
    server.serverHelloDone();
    server.changeCipherSpec();
    const { transmit } = server;
    const held: Uint8Array[] = [];
    server.transmit = (datagram) => held.push(datagram);
    server.finished();
    server.transmit = transmit;
    server.record(CONTENT_TYPE.applicationData, utf8('first'));
    assert.deepEqual(server.log.data, []);
    for (const datagram of held) transmit(datagram);
    await server.outcome;
    assert.deepEqual(server.log.data, [utf8('first')]);
  });
});

describe('an association', () => {
  async function connected(): Promise<PuppetServer> {
    const server = new PuppetServer();
    server.connect();
    await server.outcome;
    return server;
  }

  it('declines to renegotiate, and goes on', async () => {
    const server = await connected();
    server.say('helloRequest', EMPTY, { sequence: 0, untold: true });
    assert.equal(server.log.discarded.at(-1), 'E_DTLS_RENEGOTIATION');
    assert.deepEqual(server.alerts, ['no_renegotiation']);
    assert.equal(server.log.session?.isOpen, true);
  });

  it('does not answer a repeated Finished', async () => {
    const server = await connected();
    const { datagrams } = server;
    server.nextSequence--;
    server.transcript.length -= 1;
    server.finished();
    assert.equal(server.log.discarded.at(-1), 'E_DTLS_MESSAGE_REPEATED');
    assert.equal(server.datagrams, datagrams);
  });

  it('ends when the server closes it, and cannot be used after', async () => {
    const server = await connected();
    server.record(CONTENT_TYPE.alert, Uint8Array.of(1, 0));
    assert.deepEqual(server.log.closed, [{ by: 'peer' }]);
    const { session } = server.log;
    assert.throws(() => session?.send(utf8('x')), { code: 'E_DTLS_CLOSED' });
    assert.throws(() => session?.keyBlock(), { code: 'E_DTLS_CLOSED' });
    assert.throws(() => session?.exportKeyingMaterial('x', 16), { code: 'E_DTLS_CLOSED' });
  });

  it('ends when this side closes it', async () => {
    const server = await connected();
    server.log.session?.close();
    server.log.session?.close();
    assert.deepEqual(server.log.closed, [{ by: 'us' }]);
    assert.deepEqual(server.alerts, ['close_notify']);
    server.record(CONTENT_TYPE.applicationData, utf8('late'));
    assert.equal(server.log.discarded.at(-1), 'E_DTLS_CLOSED');
  });
});
