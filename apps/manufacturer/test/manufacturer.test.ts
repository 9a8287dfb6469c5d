import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isSallyportError, Secret, systemClock, systemRandom } from '@sallyport/core';
import { openHandOver } from '@sallyport/hand-over';
import { OID, validatePath } from '@sallyport/pki';
import { Manufacturer, type ManufacturerOptions } from '../src/index.ts';

const HOST = '127.0.0.1';

function options(changes: Partial<ManufacturerOptions> = {}): ManufacturerOptions {
  return {
    name: 'Example Devices',
    directory: undefined,
    passphrase: Secret.of('a test passphrase'),
    masa: { host: HOST, port: 0 },
    masaHosts: ['masa.example', HOST],
    station: { host: HOST, port: 0, user: 'station', password: Secret.of('station password') },
    clock: systemClock,
    random: systemRandom,
    events: () => undefined,
    onError: () => undefined,
    ...changes,
  };
}

describe('a manufacturer', () => {
  let manufacturer: Manufacturer;
  before(async () => {
    manufacturer = await Manufacturer.start(options());
  });
  after(() => manufacturer.close());

  it('keeps the CA of births and the CA of vouchers apart (RFC 8995 §11.6.2)', () => {
    const [births] = manufacturer.idevidAnchors;
    const [vouchers] = manufacturer.voucherAnchors;
    assert.ok(births !== undefined && vouchers !== undefined);
    assert.notDeepEqual(births.spki, vouchers.spki);
    assert.equal(births.subject.toString(), 'CN=Example Devices IDevID CA,O=Example Devices');
    assert.equal(vouchers.subject.toString(), 'CN=Example Devices MASA CA,O=Example Devices');
    for (const anchor of [births, vouchers]) {
      assert.deepEqual(anchor.basicConstraints, { ca: true, pathLength: 0 });
      assert.equal(anchor.notAfter.getUTCFullYear(), 9999);
    }
  });

  it('signs hand-overs with a key whose certificate can do nothing else', () => {
    const { handOverSigner } = manufacturer;
    validatePath({
      leaf: handOverSigner,
      intermediates: [],
      anchors: manufacturer.masaTlsAnchors,
      at: new Date(),
      keyUsage: 'digitalSignature',
    });
    assert.equal(handOverSigner.extendedKeyUsage, undefined);
    assert.equal(handOverSigner.basicConstraints?.ca, false);
    assert.throws(() =>
      validatePath({
        leaf: handOverSigner,
        intermediates: [],
        anchors: manufacturer.idevidAnchors,
        at: new Date(),
        extendedKeyUsage: OID.cmcRa,
      }),
    );
  });

  it('tells in a hand-over what the owner’s registrar needs', async () => {
    const file = await manufacturer.sell([], { name: 'Buyer' });
    const { handOver, signer } = openHandOver(file, manufacturer.handOverSigner.fingerprint());
    assert.equal(signer.fingerprint(), manufacturer.handOverSigner.fingerprint());
    assert.equal(handOver.masaUrl, `https://masa.example:${manufacturer.masaPort}/.well-known/brski`);
    assert.deepEqual(
      [handOver.idevidAnchors, handOver.voucherAnchors, handOver.masaTlsAnchors].map((list) =>
        list.map((certificate) => certificate.fingerprint()),
      ),
      [manufacturer.idevidAnchors, manufacturer.voucherAnchors, manufacturer.masaTlsAnchors].map((list) =>
        list.map((certificate) => certificate.fingerprint()),
      ),
    );
  });

  it('does not start where another listens, and leaves nothing open', async () => {
    await assert.rejects(Manufacturer.start(options({ masa: { host: HOST, port: manufacturer.masaPort } })), (thrown) =>
      isSallyportError(thrown, 'E_HTTP_PORT_IN_USE'),
    );
    const taken = { host: HOST, port: manufacturer.stationPort ?? 0, user: 'x', password: Secret.of('y') };
    // The MASA's port was free: it must be free again.
    const probe = await freePort();
    await assert.rejects(Manufacturer.start(options({ masa: { host: HOST, port: probe }, station: taken })), (thrown) =>
      isSallyportError(thrown, 'E_HTTP_PORT_IN_USE'),
    );
    const second = await Manufacturer.start(options({ masa: { host: HOST, port: probe } }));
    await second.close();
  });

  /** A port that was free a moment ago. */
  async function freePort(): Promise<number> {
    const other = await Manufacturer.start(options());
    const port = other.masaPort;
    await other.close();
    return port;
  }
});

describe('a manufacturer on disk', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-manufacturer-'));
  after(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const start = (changes: Partial<ManufacturerOptions> = {}) => Manufacturer.start(options({ directory, ...changes }));
  const births = join(directory, 'idevid-ca');

  it('cannot be a MASA alone before there is a factory whose devices it knows', async () => {
    const { station: _, ...alone } = options({ directory });
    await assert.rejects(Manufacturer.start(alone), (thrown) => isSallyportError(thrown, 'E_MANUFACTURER_NO_FACTORY'));
  });

  it('keeps each role’s keys in a place of its own that only its owner can look into', async () => {
    await (await start()).close();
    assert.deepEqual(
      readdirSync(directory)
        .filter((name) => !name.startsWith('manufacturer.db'))
        .sort(),
      ['idevid-ca', 'masa', 'office'],
    );
    for (const vault of ['idevid-ca', 'masa', 'office']) {
      assert.equal(statSync(join(directory, vault)).mode & 0o077, 0, vault);
    }
    assert.equal(statSync(join(directory, 'manufacturer.db')).mode & 0o077, 0);
  });

  it('is a MASA alone without opening the IDevID CA’s key, though the key cannot even be read', async () => {
    const { station: _, ...alone } = options({ directory });
    const hidden = join(directory, 'idevid-ca-keys-elsewhere');
    renameSync(join(births, 'keys'), hidden);
    try {
      const masa = await Manufacturer.start(alone);
      assert.equal(masa.factory, undefined);
      assert.equal(masa.stationPort, undefined);
      assert.ok(masa.masaPort > 0);
      assert.equal(masa.idevidAnchors.length, 1);
      await masa.close();
      assert.deepEqual(readdirSync(births), ['idevid-ca.pem'], 'no key store was made in the meantime');
    } finally {
      renameSync(hidden, join(births, 'keys'));
    }
  });

  it('comes back with the same keys, and works on its books without listening', async () => {
    const first = await start();
    const anchors = first.idevidAnchors.map((anchor) => anchor.fingerprint());
    await first.close();
    const books = await start({ listen: false });
    assert.equal(books.masaPort, 0);
    assert.deepEqual(
      books.idevidAnchors.map((anchor) => anchor.fingerprint()),
      anchors,
    );
    await books.close();
  });

  it('does not begin a new log when its own is gone', async () => {
    const path = join(directory, 'manufacturer.db');
    const log = readFileSync(path);
    const remove = () => {
      for (const name of readdirSync(directory)) {
        if (name.startsWith('manufacturer.db')) rmSync(join(directory, name));
      }
    };
    remove();
    await assert.rejects(start(), (thrown) => isSallyportError(thrown, 'E_MANUFACTURER_LOG'));
    remove();
    writeFileSync(path, log, { mode: 0o600 });
  });

  it('is open once at a time', async () => {
    const first = await start();
    await assert.rejects(start(), (thrown) => isSallyportError(thrown, 'E_STORE_LOCKED'));
    await first.close();
  });

  it('makes a new certificate for its listener when its names change, under the same CA', async () => {
    const first = await start();
    const before = first.masaTlsAnchors[0]?.fingerprint();
    await first.close();
    const second = await start({ masaHosts: ['masa.example.net'] });
    assert.equal(second.masaTlsAnchors[0]?.fingerprint(), before);
    assert.equal(second.masaAuthority, `masa.example.net:${second.masaPort}`);
    await second.close();
  });
});
