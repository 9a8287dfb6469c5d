import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import { openHandOver, sealHandOver } from '@sallyport/hand-over';
import { OID, validatePath } from '@sallyport/pki';
import type { Domain } from '../src/index.ts';
import { authority, handOver, startDomain } from './support.ts';

describe('a domain', () => {
  let domain: Domain;
  before(async () => {
    domain = await startDomain();
  });
  after(() => domain.close());

  it('has a registrar that its own CA made a registration authority (RFC 8995 §5.5.4)', () => {
    const { registrarCertificate, authority: ca } = domain;
    validatePath({
      leaf: registrarCertificate,
      intermediates: [],
      anchors: [ca.certificate],
      at: new Date(),
      extendedKeyUsage: OID.cmcRa,
    });
    assert.equal(registrarCertificate.basicConstraints?.ca, false);
    assert.deepEqual(
      registrarCertificate.subjectAltNames.map((name) => 'value' in name && name.value),
      ['registrar.example', '127.0.0.1'],
    );
    assert.deepEqual(ca.certificate.basicConstraints, { ca: true, pathLength: 0 });
  });

  it('does not start where another listens', async () => {
    await assert.rejects(startDomain({ listen: { host: '127.0.0.1', port: domain.port ?? 0 } }), (thrown) =>
      isSallyportError(thrown, 'E_HTTP_PORT_IN_USE'),
    );
  });

  it('works on its books without listening', async () => {
    const books = await startDomain({ listen: undefined });
    assert.equal(books.port, undefined);
    await books.lists.add('models', 'lamp', undefined);
    await books.close();
  });
});

describe('a delivery', () => {
  it('makes its maker known and accepted, and all of the maker’s devices', async () => {
    const domain = await startDomain();
    const maker = await authority('Maker');
    const file = await sealHandOver(handOver(maker, ['D-1', 'D-2']), maker);
    const id = await domain.acceptHandOver(openHandOver(file, maker.certificate.fingerprint()), false);
    assert.deepEqual(
      domain.manufacturers.known.map((each) => [each.id, each.trust.name]),
      [[id, 'Maker']],
    );
    assert.deepEqual(domain.lists.current(), {
      manufacturers: new Map([[id, 'hand-over of 2026-06-01']]),
      codes: new Map(),
      refused: new Map(),
    });
    await domain.close();
  });

  it('can be all that is accepted of its maker', async () => {
    const domain = await startDomain();
    const maker = await authority('Maker');
    const signed = openHandOver(await sealHandOver(handOver(maker, ['D-1', 'D-2']), maker));
    const id = await domain.acceptHandOver(signed, true);
    assert.deepEqual([...(domain.lists.current().devices?.keys() ?? [])], [`${id}/D-1`, `${id}/D-2`]);
    // The next delivery adds to it.
    await domain.acceptHandOver(openHandOver(await sealHandOver(handOver(maker, ['D-3']), maker)), true);
    assert.equal(domain.lists.current().devices?.size, 3);
    assert.equal(domain.manufacturers.known.length, 1);
    await domain.close();
  });
});

describe('a domain on disk', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-domain-'));
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('keeps the CA’s key and the registrar’s apart, for nobody else to look into', async () => {
    const domain = await startDomain({ directory });
    assert.deepEqual(
      readdirSync(directory, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort(),
      ['domain-ca', 'registrar'],
    );
    for (const name of ['domain-ca', 'registrar', 'domain.db']) {
      assert.equal(statSync(join(directory, name)).mode & 0o077, 0, name);
    }
    await assert.rejects(startDomain({ directory }), (thrown) => isSallyportError(thrown, 'E_STORE_LOCKED'));
    await domain.close();
  });

  it('gets a registrar certificate for a new name under the same CA', async () => {
    const before = await startDomain({ directory });
    const registrar = before.registrarCertificate.fingerprint();
    const ca = before.authority.certificate.fingerprint();
    await before.close();
    const renamed = await startDomain({ directory, hosts: ['registrar.example', '127.0.0.1', 'gate.example'] });
    assert.notEqual(renamed.registrarCertificate.fingerprint(), registrar);
    assert.equal(renamed.authority.certificate.fingerprint(), ca);
    await renamed.close();
  });

  it('does not begin a new log when its own is gone', async () => {
    const path = join(directory, 'domain.db');
    const log = readFileSync(path);
    for (const name of readdirSync(directory)) if (name.startsWith('domain.db')) rmSync(join(directory, name));
    await assert.rejects(startDomain({ directory }), (thrown) => isSallyportError(thrown, 'E_DOMAIN_LOG'));
    for (const name of readdirSync(directory)) if (name.startsWith('domain.db')) rmSync(join(directory, name));
    writeFileSync(path, log, { mode: 0o600 });
    await (await startDomain({ directory })).close();
  });

  it('says that a file of its own is damaged instead of starting anew', async () => {
    writeFileSync(join(directory, 'registrar', 'registrar.pem'), 'not a certificate');
    await assert.rejects(startDomain({ directory }), (thrown) => isSallyportError(thrown, 'E_CA_VAULT'));
    writeFileSync(join(directory, 'domain.db'), 'not a database, but long enough to be looked at'.repeat(100));
    await assert.rejects(
      startDomain({ directory }),
      (thrown) => isSallyportError(thrown) && thrown.code.startsWith('E_STORE_'),
    );
  });
});
