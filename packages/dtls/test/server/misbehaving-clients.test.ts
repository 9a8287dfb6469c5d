/** A server before clients that break the rules: each way has its code, and its alert or its silence. */

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { concat, Secret, seededRandom, utf8 } from '@sallyport/core';
import { vector } from '../../src/bytes.ts';
import { encodeMessage } from '../../src/handshake/fragment.ts';
import { ALERT_OF, type CertificateCredentials, type DtlsErrorCode } from '../../src/index.ts';
import { EcdheClient } from '../../src/key-exchange/ecdhe.ts';
import { encodeCertificate, encodeDigitallySigned } from '../../src/messages/certificate.ts';
import { CONTENT_TYPE, EXTENSION, HANDSHAKE_TYPE } from '../../src/registries.ts';
import { signWith } from '../../src/signatures.ts';
import { type Identity, newAuthority, newEndEntity } from '../support/identities.ts';
import { ECJPAKE, PEER, PSK } from '../support/pair.ts';
import { PuppetClient } from '../support/puppet-client.ts';

/** The handshake failed with this code and the client was told so. */
function refuses(client: PuppetClient, code: DtlsErrorCode): void {
  assert.equal(client.failure, code);
  assert.deepEqual(client.alerts, [ALERT_OF[code]]);
  assert.equal(client.log.session, undefined);
  assert.equal(client.server.handshakes, 0);
}

/** The last thing said was dropped for this reason, and nobody was told. */
function drops(client: PuppetClient, code: DtlsErrorCode): void {
  assert.equal(client.log.discarded.at(-1), code);
  assert.deepEqual(client.alerts, []);
  assert.deepEqual(client.failures, []);
  assert.equal(ALERT_OF[code], 'none');
}

it('a client that keeps to the rules is served', () => {
  const client = new PuppetClient();
  client.connect();
  client.record(CONTENT_TYPE.applicationData, utf8('hello'));
  assert.deepEqual(client.log.data, [utf8('hello')]);
  assert.deepEqual(client.alerts, []);
  assert.deepEqual(client.log.discarded, []);
});

describe('before its cookie is back, a client is answered and forgotten', () => {
  it('with a cookie that was made up', () => {
    const client = new PuppetClient();
    client.say('clientHello', client.helloBody({ cookie: new Uint8Array(32) }));
    drops(client, 'E_DTLS_COOKIE');
    assert.ok(client.has('helloVerifyRequest'));
    assert.equal(client.server.handshakes, 0);
  });

  it('with a cookie that another peer was given', () => {
    const other = new PuppetClient();
    other.say('clientHello', other.helloBody(), { untold: true });
    const thief = new PuppetClient({ shared: { server: other.server, peer: 'thief' } });
    thief.say('clientHello', thief.helloBody({ cookie: other.cookie() }));
    assert.equal(other.log.discarded.at(-1), 'E_DTLS_COOKIE');
    assert.equal(other.server.handshakes, 0);
  });

  it('with a hello that changed after the cookie was given', () => {
    const client = new PuppetClient();
    client.say('clientHello', client.helloBody(), { untold: true });
    client.say('clientHello', client.helloBody({ cookie: client.cookie(), suites: [0xc0a8, 0xc0a9] }));
    drops(client, 'E_DTLS_COOKIE');
    assert.equal(client.server.handshakes, 0);
  });

  it('with a cookie that is too old', async () => {
    const client = new PuppetClient({ server: { cookieLifetime: 1000 } });
    client.say('clientHello', client.helloBody(), { untold: true });
    await client.time.advance(2001);
    client.say('clientHello', client.helloBody({ cookie: client.cookie() }));
    drops(client, 'E_DTLS_COOKIE');
    assert.equal(client.server.handshakes, 0);
  });

  it('but a cookie outlives one change of the secret, and a new one is good where an old one was not', async () => {
    const client = new PuppetClient({ server: { cookieLifetime: 1000 } });
    client.say('clientHello', client.helloBody(), { untold: true });
    await client.time.advance(1500);
    client.say('clientHello', client.helloBody({ cookie: client.cookie() }));
    assert.equal(client.server.handshakes, 1);
    const late = new PuppetClient({ server: { cookieLifetime: 1000 } });
    late.say('clientHello', late.helloBody(), { untold: true });
    await late.time.advance(5000);
    late.hello();
    assert.equal(late.server.handshakes, 1);
  });

  it('with a hello in fragments', () => {
    const client = new PuppetClient();
    const message = encodeMessage({ type: HANDSHAKE_TYPE.clientHello, sequence: 0, body: client.helloBody() });
    const half = message.slice(0, 32);
    half.set([0, 0, 20], 9);
    client.record(CONTENT_TYPE.handshake, half);
    drops(client, 'E_DTLS_CLIENT_HELLO_FRAGMENTED');
    assert.deepEqual(client.heard, []);
  });

  it('with a hello that ends before its cookie', () => {
    const client = new PuppetClient();
    client.say('clientHello', client.helloBody().slice(0, 34));
    drops(client, 'E_DTLS_MALFORMED_HELLO');
    assert.deepEqual(client.heard, []);
  });

  it('with a message_seq that no client comes to', () => {
    const client = new PuppetClient();
    client.say('clientHello', client.helloBody(), { sequence: 16 });
    drops(client, 'E_DTLS_MESSAGE_SEQUENCE');
  });

  it('with anything but a hello', () => {
    const client = new PuppetClient();
    client.say('clientKeyExchange', vector(2, utf8('x')));
    drops(client, 'E_DTLS_NO_ASSOCIATION');
    client.record(CONTENT_TYPE.applicationData, utf8('x'));
    drops(client, 'E_DTLS_NO_ASSOCIATION');
    assert.deepEqual(client.heard, []);
  });

  it('and not even answered when the server wants nothing of it', () => {
    const client = new PuppetClient({ credentials: undefined });
    client.hello();
    drops(client, 'E_DTLS_PEER_UNWANTED');
    assert.equal(client.heard.length, 1);
  });
});

describe('a hello is refused', () => {
  it('of a version before DTLS 1.2', () => {
    const client = new PuppetClient();
    client.hello({ version: 0xfeff });
    refuses(client, 'E_DTLS_VERSION');
  });

  it('of a version that is not DTLS at all', () => {
    const client = new PuppetClient();
    client.hello({ version: 0x0303 });
    refuses(client, 'E_DTLS_VERSION');
  });

  it('without the null compression', () => {
    const client = new PuppetClient();
    client.hello({ compressionMethods: Uint8Array.of(1) });
    refuses(client, 'E_DTLS_COMPRESSION');
  });

  it('with unknown suites only', () => {
    const client = new PuppetClient();
    client.hello({ suites: [0x1301, 0xc030] });
    refuses(client, 'E_DTLS_NO_COMMON_SUITE');
  });

  it('with suites that do not fit the credentials', () => {
    const client = new PuppetClient({ credentials: ECJPAKE });
    client.hello();
    refuses(client, 'E_DTLS_NO_COMMON_SUITE');
  });

  it('with an extension that comes twice', () => {
    const client = new PuppetClient();
    const block = vector(2, Uint8Array.of(0, 23, 0, 0, 0, 23, 0, 0));
    const bare = client.helloBody();
    client.say('clientHello', concat(bare, block), { untold: true });
    const withCookie = client.helloBody({ cookie: client.cookie() });
    client.say('clientHello', concat(withCookie, block));
    refuses(client, 'E_DTLS_EXTENSION_REPEATED');
  });

  it('with bytes after its end', () => {
    const client = new PuppetClient();
    const end = Uint8Array.of(0, 0, 7);
    client.say('clientHello', concat(client.helloBody(), end), { untold: true });
    client.say('clientHello', concat(client.helloBody({ cookie: client.cookie() }), end));
    refuses(client, 'E_DTLS_MALFORMED');
  });

  it('with renegotiation_info of an earlier handshake', () => {
    const client = new PuppetClient();
    client.hello({ extensions: new Map([[EXTENSION.renegotiationInfo, Uint8Array.of(2, 7, 7)]]) });
    refuses(client, 'E_DTLS_RENEGOTIATION_INFO');
  });

  it('without the extended master secret, where it is required', () => {
    const client = new PuppetClient({ server: { requireExtendedMasterSecret: true } });
    client.hello();
    refuses(client, 'E_DTLS_EXTENDED_MASTER_SECRET');
  });

  it('with an extended_master_secret that is not empty', () => {
    const client = new PuppetClient();
    client.hello({ extensions: new Map([[EXTENSION.extendedMasterSecret, Uint8Array.of(0)]]) });
    refuses(client, 'E_DTLS_MALFORMED');
  });

  it('for EC-JPAKE without its extension', () => {
    const client = new PuppetClient({ credentials: ECJPAKE });
    client.hello({ suites: [0xc0ff] });
    refuses(client, 'E_DTLS_ECJPAKE_EXTENSION');
  });

  it('for EC-JPAKE with an extension that is cut short', () => {
    const client = new PuppetClient({ credentials: ECJPAKE });
    client.hello({ suites: [0xc0ff], extensions: new Map([[EXTENSION.ecjpakeKeyKpPair, Uint8Array.of(65, 4)]]) });
    refuses(client, 'E_DTLS_ECJPAKE_TRUNCATED');
  });

  it('for EC-JPAKE without secp256r1', () => {
    const client = new PuppetClient({ credentials: ECJPAKE });
    client.hello({ suites: [0xc0ff], extensions: new Map([[EXTENSION.supportedGroups, Uint8Array.of(0, 2, 0, 24)]]) });
    refuses(client, 'E_DTLS_GROUP');
  });

  it('for EC-JPAKE without the uncompressed point format', () => {
    const client = new PuppetClient({ credentials: ECJPAKE });
    client.hello({ suites: [0xc0ff], extensions: new Map([[EXTENSION.ecPointFormats, Uint8Array.of(1, 1)]]) });
    refuses(client, 'E_DTLS_POINT_FORMAT');
  });
});

describe('a handshake under way is ended', () => {
  it('by a message out of order', () => {
    const client = new PuppetClient();
    client.hello();
    client.say('certificateVerify', Uint8Array.of(4, 3, 0, 0));
    refuses(client, 'E_DTLS_UNEXPECTED_MESSAGE');
  });

  it('by a second hello where the key exchange is due', () => {
    const client = new PuppetClient();
    client.hello();
    const body = client.helloBody({ cookie: client.cookie() });
    client.say('clientHello', body);
    refuses(client, 'E_DTLS_UNEXPECTED_MESSAGE');
  });

  it('by a message that only servers send', () => {
    const client = new PuppetClient();
    client.hello();
    client.say('serverHelloDone', new Uint8Array(0));
    refuses(client, 'E_DTLS_UNEXPECTED_MESSAGE');
  });

  it('by a key exchange with bytes after its end', () => {
    const client = new PuppetClient();
    client.hello();
    client.say('clientKeyExchange', concat(vector(2, utf8('device-1')), Uint8Array.of(0)));
    refuses(client, 'E_DTLS_MALFORMED');
  });

  it('by an identity that is not known', () => {
    const client = new PuppetClient();
    client.hello();
    client.say('clientKeyExchange', vector(2, utf8('device-2')));
    refuses(client, 'E_DTLS_PSK_IDENTITY');
  });

  it('by another key', () => {
    const client = new PuppetClient();
    client.hello();
    client.keyExchange(undefined, Secret.of('another sixteen.'));
    client.changeCipherSpec();
    client.finished();
    refuses(client, 'E_DTLS_KEYS_DIFFER');
  });

  it('by a Finished with one bit changed', () => {
    const client = new PuppetClient();
    client.hello();
    client.keyExchange();
    client.changeCipherSpec();
    client.finished((verifyData) => verifyData.map((byte, i) => (i === 11 ? byte ^ 1 : byte)));
    refuses(client, 'E_DTLS_FINISHED');
  });

  it('by a Finished that is too short', () => {
    const client = new PuppetClient();
    client.hello();
    client.keyExchange();
    client.changeCipherSpec();
    client.finished((verifyData) => verifyData.slice(0, 11));
    refuses(client, 'E_DTLS_FINISHED');
  });

  it('by a client that says so', () => {
    const client = new PuppetClient();
    client.hello();
    client.record(CONTENT_TYPE.alert, Uint8Array.of(2, 40));
    assert.equal(client.failure, 'E_DTLS_ALERT');
    assert.deepEqual(client.failures[0]?.details, { alert: 'handshake_failure' });
    assert.deepEqual(client.alerts, []);
  });

  it('by a close_notify, which is answered', () => {
    const client = new PuppetClient();
    client.hello();
    client.record(CONTENT_TYPE.alert, Uint8Array.of(1, 0));
    assert.equal(client.failure, 'E_DTLS_ALERT');
    assert.deepEqual(client.alerts, ['close_notify']);
  });

  it('by credentials that cannot be used, which stop nobody else', () => {
    const client = new PuppetClient({ credentials: { type: 'ecjpake', password: Secret.of('') } });
    client.hello({ suites: [0xc0ff] });
    refuses(client, 'E_DTLS_INTERNAL');
  });
});

describe('a handshake with certificates is ended', () => {
  let own: Identity;
  let theirs: Identity;
  let credentials: CertificateCredentials;
  before(async () => {
    const authority = await newAuthority('authority');
    own = await newEndEntity('server', authority);
    theirs = await newEndEntity('client', authority);
    const trust = () => ({ trusted: true }) as const;
    credentials = {
      type: 'certificate',
      chain: [own.certificate.der],
      privateKey: own.privateKey,
      trust,
      clients: 'require',
    };
  });
  const SCHEMES = new Map([[EXTENSION.signatureAlgorithms, Uint8Array.of(0, 2, 4, 3)]]);

  function greeted(): PuppetClient {
    const client = new PuppetClient({ credentials });
    client.hello({ suites: [0xc0ae], extensions: SCHEMES });
    return client;
  }

  /** Shows a certificate and sends a key exchange, so that the proof is due. */
  function shown(): PuppetClient {
    const client = greeted();
    client.say('certificate', encodeCertificate([theirs.certificate.der], 'x509'));
    const randoms = new Uint8Array(64);
    const exchange = new EcdheClient({ random: seededRandom('ecdhe'), serverKey: own.certificate.publicKey, randoms });
    client.say('clientKeyExchange', exchange.write());
    return client;
  }

  it('by a client that offers no signature scheme of ours', () => {
    const client = new PuppetClient({ credentials });
    client.hello({
      suites: [0xc0ae],
      extensions: new Map([[EXTENSION.signatureAlgorithms, Uint8Array.of(0, 2, 2, 3)]]),
    });
    refuses(client, 'E_DTLS_SIGNATURE_SCHEME');
  });

  it('by a client that takes only raw public keys', () => {
    const client = new PuppetClient({ credentials });
    const types = [EXTENSION.serverCertificateType, Uint8Array.of(1, 2)] as const;
    client.hello({ suites: [0xc0ae], extensions: new Map([...SCHEMES, types]) });
    refuses(client, 'E_DTLS_CERTIFICATE_TYPE');
  });

  it('by an empty list where a certificate is required', () => {
    const client = greeted();
    client.say('certificate', encodeCertificate([], 'x509'));
    refuses(client, 'E_DTLS_CERTIFICATE_REQUIRED');
  });

  it('by the key exchange where a certificate is due', () => {
    const client = greeted();
    client.say('clientKeyExchange', Uint8Array.of(1, 4));
    refuses(client, 'E_DTLS_UNEXPECTED_MESSAGE');
  });

  it('by a point that is not on the curve', () => {
    const client = greeted();
    client.say('certificate', encodeCertificate([theirs.certificate.der], 'x509'));
    const point = new Uint8Array(65).fill(7);
    point[0] = 4;
    client.say('clientKeyExchange', vector(1, point));
    refuses(client, 'E_DTLS_POINT');
  });

  it('by the point at infinity', () => {
    const client = greeted();
    client.say('certificate', encodeCertificate([theirs.certificate.der], 'x509'));
    client.say('clientKeyExchange', Uint8Array.of(1, 0));
    refuses(client, 'E_DTLS_POINT');
  });

  it('by a proof made with another key', () => {
    const client = shown();
    const signed = signWith(own.privateKey, 0x0403, concat(...client.transcript));
    client.say('certificateVerify', encodeDigitallySigned(signed));
    refuses(client, 'E_DTLS_SIGNATURE');
  });

  it('by a proof over another handshake', () => {
    const client = shown();
    const signed = signWith(theirs.privateKey, 0x0403, concat(...client.transcript.slice(1)));
    client.say('certificateVerify', encodeDigitallySigned(signed));
    refuses(client, 'E_DTLS_SIGNATURE');
  });

  it('by something else where the proof is due', () => {
    const client = shown();
    client.say('serverHelloDone', new Uint8Array(0));
    refuses(client, 'E_DTLS_UNEXPECTED_MESSAGE');
  });
});

describe('a handshake under way is not disturbed', () => {
  /** Does something wrong in the middle, which is dropped, and finishes the handshake all the same. */
  function survives(code: DtlsErrorCode, disturb: (client: PuppetClient) => void): void {
    const client = new PuppetClient();
    client.hello();
    disturb(client);
    drops(client, code);
    client.keyExchange();
    client.changeCipherSpec();
    client.finished();
    assert.equal(client.log.session?.isOpen, true);
  }

  it('by application data before there are keys', () => {
    survives('E_DTLS_APPLICATION_DATA_EARLY', (client) => client.record(CONTENT_TYPE.applicationData, utf8('early')));
  });

  it('by a message_seq far ahead', () => {
    survives('E_DTLS_MESSAGE_SEQUENCE', (client) => {
      client.say('clientKeyExchange', vector(2, utf8('x')), { sequence: 99, untold: true });
    });
  });

  it('by a message_seq that was used before', () => {
    survives('E_DTLS_MESSAGE_REPEATED', (client) => {
      client.say('clientKeyExchange', vector(2, utf8('x')), { sequence: 1, untold: true });
    });
  });

  it('by a Finished without protection', () => {
    survives('E_DTLS_MESSAGE_EPOCH', (client) =>
      client.say('finished', new Uint8Array(12), { untold: true, sequence: 2 }),
    );
  });

  it('by a handshake type that does not exist', () => {
    survives('E_DTLS_MESSAGE_TYPE', (client) => {
      const message = encodeMessage({ type: 99, sequence: 2, body: new Uint8Array(0) });
      client.record(CONTENT_TYPE.handshake, message);
    });
  });

  it('by a message that is too large', () => {
    survives('E_DTLS_MESSAGE_SIZE', (client) => {
      client.say('clientKeyExchange', new Uint8Array(5000), { untold: true, sequence: 2 });
    });
  });

  /** A piece of the key exchange, in a record of its own. */
  function piece(client: PuppetClient, length: number, offset: number, bytes: Uint8Array, type = 16): void {
    const header = Uint8Array.of(type, 0, 0, length, 0, 2, 0, 0, offset, 0, 0, bytes.length);
    client.record(CONTENT_TYPE.handshake, concat(header, bytes));
  }

  it('by a fragment that goes beyond its message', () => {
    survives('E_DTLS_FRAGMENT_BOUNDS', (client) => piece(client, 10, 8, new Uint8Array(3)));
  });

  it('by a fragment that goes beyond its record', () => {
    survives('E_DTLS_FRAGMENT_BOUNDS', (client) => {
      client.record(CONTENT_TYPE.handshake, Uint8Array.of(16, 0, 0, 10, 0, 2, 0, 0, 0, 0, 0, 10, 0, 8));
    });
  });

  it('by a header that is cut short', () => {
    survives('E_DTLS_FRAGMENT_BOUNDS', (client) => client.record(CONTENT_TYPE.handshake, Uint8Array.of(16, 0, 0)));
  });

  // The key exchange that follows: two bytes of length, and the identity.
  const BODY = vector(2, utf8('device-1'));

  it('by a fragment that says other bytes than one before', () => {
    survives('E_DTLS_FRAGMENT_CONFLICT', (client) => {
      piece(client, BODY.length, 0, BODY.subarray(0, 5));
      piece(client, BODY.length, 4, utf8('xx'));
    });
  });

  it('by a fragment that changes the length of its message', () => {
    survives('E_DTLS_FRAGMENT_CHANGED', (client) => {
      piece(client, BODY.length, 0, BODY.subarray(0, 5));
      piece(client, BODY.length + 1, 5, BODY.subarray(5));
    });
  });

  it('by a fragment that changes the type of its message', () => {
    survives('E_DTLS_FRAGMENT_CHANGED', (client) => {
      piece(client, BODY.length, 0, BODY.subarray(0, 5));
      piece(client, BODY.length, 5, BODY.subarray(5), 15);
    });
  });

  it('by ten thousand empty fragments', () => {
    survives('E_DTLS_FRAGMENT_EMPTY', (client) => {
      for (let i = 0; i < 10_000; i++) piece(client, BODY.length, i % BODY.length, new Uint8Array(0));
    });
  });

  it('by a ChangeCipherSpec that says something else', () => {
    survives('E_DTLS_CHANGE_CIPHER_SPEC', (client) => client.record(CONTENT_TYPE.changeCipherSpec, Uint8Array.of(2)));
  });

  it('by an alert that is none', () => {
    survives('E_DTLS_ALERT_MALFORMED', (client) => client.record(CONTENT_TYPE.alert, Uint8Array.of(2, 40, 0)));
  });

  it('by empty records', () => {
    survives('E_DTLS_RECORD_EMPTY', (client) => client.record(CONTENT_TYPE.handshake, new Uint8Array(0)));
  });

  it('by a ChangeCipherSpec before its time, which changes no keys', () => {
    const client = new PuppetClient();
    client.hello();
    client.record(CONTENT_TYPE.changeCipherSpec, Uint8Array.of(1));
    // What follows is still read without protection, as it must be.
    client.keyExchange();
    client.changeCipherSpec();
    client.finished();
    assert.equal(client.log.session?.isOpen, true);
    assert.deepEqual(client.failures, []);
  });

  it('by a Finished that overtakes the key exchange and the ChangeCipherSpec', () => {
    const client = new PuppetClient();
    client.hello();
    const held: Uint8Array[] = [];
    const transmit = client.transmit;
    client.transmit = (datagram) => held.push(datagram);
    client.keyExchange();
    client.changeCipherSpec();
    client.finished();
    for (const datagram of held.reverse()) transmit(datagram);
    assert.equal(client.log.session?.isOpen, true);
    assert.deepEqual(client.log.discarded, []);
  });

  it('by more records of the next epoch than are kept', () => {
    const client = new PuppetClient();
    client.hello();
    for (let i = 0; i < 20; i++) {
      client.transmit(Uint8Array.from([22, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, i, 0, 1, 7]));
    }
    drops(client, 'E_DTLS_EPOCH_FUTURE');
    assert.equal(client.log.discarded.length, 12);
  });
});

describe('an association', () => {
  function connected(): PuppetClient {
    const client = new PuppetClient();
    client.connect();
    return client;
  }

  it('declines to renegotiate, and goes on', () => {
    const client = connected();
    client.say('clientHello', client.helloBody(), { sequence: 0, untold: true });
    assert.equal(client.log.discarded.at(-1), 'E_DTLS_RENEGOTIATION');
    assert.deepEqual(client.alerts, [ALERT_OF.E_DTLS_RENEGOTIATION]);
    client.record(CONTENT_TYPE.applicationData, utf8('still there'));
    assert.deepEqual(client.log.data, [utf8('still there')]);
  });

  it('declines four times and then in silence', () => {
    const client = connected();
    for (let i = 0; i < 9; i++) client.say('clientHello', client.helloBody(), { sequence: 0, untold: true });
    assert.equal(client.alerts.length, 4);
  });

  it('ends when another handshake message comes', () => {
    const client = connected();
    client.say('clientKeyExchange', vector(2, utf8('x')));
    assert.equal(client.log.closed[0]?.error?.code, 'E_DTLS_UNEXPECTED_MESSAGE');
    assert.deepEqual(client.alerts, ['unexpected_message']);
  });

  it('sends its last flight again when the client repeats its own', () => {
    const client = connected();
    const before = client.datagrams;
    client.nextSequence--;
    client.transcript.length -= 2;
    client.finished();
    assert.equal(client.log.discarded.at(-1), 'E_DTLS_MESSAGE_REPEATED');
    assert.equal(client.datagrams, before + 1);
    assert.equal(client.log.session?.isOpen, true);
  });

  it('drops a record that came before', () => {
    const client = connected();
    const record = client.records.write(1, CONTENT_TYPE.applicationData, utf8('once'));
    client.transmit(record);
    client.transmit(record);
    assert.deepEqual(client.log.data, [utf8('once')]);
    drops(client, 'E_DTLS_RECORD_REPLAYED');
  });

  it('drops a record older than the window', () => {
    const client = connected();
    const old = client.records.write(1, CONTENT_TYPE.applicationData, utf8('old'));
    for (let i = 0; i < 64; i++) client.record(CONTENT_TYPE.applicationData, utf8('new'));
    client.transmit(old);
    assert.equal(client.log.data.length, 64);
    drops(client, 'E_DTLS_RECORD_REPLAYED');
  });

  it('drops a forged record, and its number is not used up', () => {
    const client = connected();
    const record = client.records.write(1, CONTENT_TYPE.applicationData, utf8('real'));
    client.transmit(record.map((byte, i) => (i === record.length - 1 ? byte ^ 1 : byte)));
    drops(client, 'E_DTLS_RECORD_AUTHENTICATION');
    client.transmit(record);
    assert.deepEqual(client.log.data, [utf8('real')]);
  });

  it('ends when too many forged records came for its keys', () => {
    const client = new PuppetClient({ server: { limits: { maxForgeries: 9 } } });
    client.connect();
    const record = client.records.write(1, CONTENT_TYPE.applicationData, utf8('real'));
    const forged = record.map((byte, i) => (i === record.length - 1 ? byte ^ 1 : byte));
    for (let i = 0; i < 9; i++) client.transmit(forged);
    assert.equal(client.log.session?.isOpen, true);
    client.transmit(forged);
    assert.equal(client.log.closed[0]?.error?.code, 'E_DTLS_FORGERY_LIMIT');
    assert.deepEqual(client.alerts, [ALERT_OF.E_DTLS_FORGERY_LIMIT]);
  });

  for (const [part, index] of [
    ['type', 0],
    ['sequence number', 10],
    ['explicit nonce', 13],
    ['ciphertext', 21],
  ] as const) {
    it(`drops a record whose ${part} was changed`, () => {
      const client = connected();
      const record = client.records.write(1, CONTENT_TYPE.applicationData, utf8('real'));
      client.transmit(record.map((byte, i) => (i === index ? byte ^ 2 : byte)));
      drops(client, 'E_DTLS_RECORD_AUTHENTICATION');
    });
  }

  it('drops a record too short for its tag', () => {
    const client = connected();
    client.transmit(Uint8Array.from([23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 9, 0, 3, 1, 2, 3]));
    drops(client, 'E_DTLS_RECORD_LENGTH');
  });

  it('drops a record of an old epoch', () => {
    const client = connected();
    client.record(CONTENT_TYPE.applicationData, utf8('plain'), 0);
    drops(client, 'E_DTLS_EPOCH_OLD');
    client.record(CONTENT_TYPE.alert, Uint8Array.of(2, 40), 0);
    drops(client, 'E_DTLS_EPOCH_OLD');
    assert.equal(client.log.session?.isOpen, true);
  });

  it('drops a record of an epoch to come', () => {
    const client = connected();
    client.transmit(Uint8Array.from([23, 0xfe, 0xfd, 0, 2, 0, 0, 0, 0, 0, 9, 0, 1, 1]));
    drops(client, 'E_DTLS_EPOCH_FUTURE');
  });

  it('drops a protected ChangeCipherSpec', () => {
    const client = connected();
    client.record(CONTENT_TYPE.changeCipherSpec, Uint8Array.of(1));
    drops(client, 'E_DTLS_CHANGE_CIPHER_SPEC');
  });

  it('drops records whose framing is wrong', () => {
    const client = connected();
    client.transmit(Uint8Array.from([23, 0xfe, 0xfd, 0, 1]));
    drops(client, 'E_DTLS_RECORD_TRUNCATED');
    client.transmit(Uint8Array.from([23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 9, 0, 9, 1]));
    drops(client, 'E_DTLS_RECORD_TRUNCATED');
    client.transmit(Uint8Array.from([23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 9, 0xff, 0xff, 1]));
    drops(client, 'E_DTLS_RECORD_LENGTH');
    client.transmit(Uint8Array.from([99, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 9, 0, 1, 1]));
    drops(client, 'E_DTLS_RECORD_TYPE');
    client.transmit(Uint8Array.from([23, 0xfe, 0xff, 0, 1, 0, 0, 0, 0, 0, 9, 0, 1, 1]));
    drops(client, 'E_DTLS_RECORD_VERSION');
    const record = [23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 9, 0, 0];
    client.transmit(Uint8Array.from(Array.from({ length: 40 }, () => record).flat()));
    drops(client, 'E_DTLS_RECORD_LENGTH');
    assert.ok(client.log.discarded.includes('E_DTLS_RECORD_COUNT'));
    assert.equal(client.log.session?.isOpen, true);
  });

  it('ends with a fatal alert of the client, and says nothing more', () => {
    const client = connected();
    client.record(CONTENT_TYPE.alert, Uint8Array.of(2, 80));
    assert.deepEqual(
      client.log.closed.map(({ by, error }) => [by, error?.code]),
      [['peer', 'E_DTLS_ALERT']],
    );
    assert.deepEqual(client.alerts, []);
    assert.equal(client.server.sessions, 0);
  });

  it('ends with a close_notify and answers it', () => {
    const client = connected();
    client.record(CONTENT_TYPE.alert, Uint8Array.of(1, 0));
    assert.deepEqual(client.log.closed, [{ by: 'peer' }]);
    assert.deepEqual(client.alerts, ['close_notify']);
  });

  it('passes over other warnings', () => {
    const client = connected();
    client.record(CONTENT_TYPE.alert, Uint8Array.of(1, 90));
    assert.equal(client.log.session?.isOpen, true);
  });
});

it('credentials of one server are asked for by peer', () => {
  const asked: string[] = [];
  const client = new PuppetClient({
    server: {
      credentials: (peer) => {
        asked.push(peer);
        return PSK;
      },
    },
  });
  client.connect();
  assert.deepEqual(asked, [PEER]);
});
