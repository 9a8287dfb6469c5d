import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isJsonObject, isSallyportError, type JsonObject, type JsonValue, toBase64 } from '@sallyport/core';
import { sealHandOver } from '@sallyport/hand-over';
import {
  buildCertificateRequest,
  Certificate,
  CertificateRevocationList,
  generateKeyPair,
  Name,
  OID,
  softwareSigner,
} from '@sallyport/pki';
import { DOMAIN_OPERATIONS, type Domain, runDomainOperation } from '../src/index.ts';
import { authority, handOver, startDomain } from './support.ts';

describe('the domain’s operations', () => {
  let domain: Domain;
  let csr: string;
  before(async () => {
    domain = await startDomain({ listen: undefined });
    const signer = softwareSigner(generateKeyPair('P-256').privateKey);
    csr = (await buildCertificateRequest({ subject: Name.of([['CN', 'wishes']]), signer })).toPem();
  });
  after(() => domain.close());

  const answer = (name: string, input: JsonValue = {}) => runDomainOperation(domain, name, input);
  async function run(name: string, input: JsonValue = {}): Promise<JsonObject> {
    const given = await answer(name, input);
    assert.ok(isJsonObject(given));
    return given;
  }

  it('each have a title', () => {
    for (const [name, { title }] of Object.entries(DOMAIN_OPERATIONS)) assert.ok(title.length > 5, name);
  });

  it('take over a delivery from the signer whose fingerprint came another way, and from no other', async () => {
    const maker = await authority('Maker');
    const file = toBase64(await sealHandOver(handOver(maker, ['D-1']), maker));
    const wrong = { file, fingerprint: '00'.repeat(32), onlyThese: false };
    await assert.rejects(answer('hand-over.accept', wrong), (thrown) => isSallyportError(thrown, 'E_HAND_OVER_SIGNER'));
    assert.deepEqual(await answer('manufacturers.list'), []);
    const taken = await run('hand-over.accept', { ...wrong, fingerprint: maker.certificate.fingerprint() });
    assert.deepEqual([taken['name'], taken['devices']], ['Maker', 1]);
    const list = await answer('manufacturers.list');
    assert.ok(Array.isArray(list) && isJsonObject(list[0] ?? null));
    assert.deepEqual(list[0], {
      id: taken['manufacturer'],
      name: 'Maker',
      accepted: true,
      masaUrl: 'https://masa.example/.well-known/brski',
      idevidAnchors: [maker.certificate.fingerprint()],
      masaTlsAnchors: [maker.certificate.fingerprint()],
    });
  });

  it('show, fill, empty and lift the lists', async () => {
    assert.equal((await run('lists.show'))['models'], null);
    await run('lists.add', { list: 'models', match: 'lamp', note: 'we like lamps' });
    assert.deepEqual((await run('lists.show'))['models'], [{ match: 'lamp', note: 'we like lamps' }]);
    assert.deepEqual(await run('lists.remove', { list: 'models', match: 'lamp' }), { removed: true });
    assert.deepEqual(await run('lists.remove', { list: 'models', match: 'lamp' }), { removed: false });
    assert.deepEqual((await run('lists.show'))['models'], []);
    await run('lists.lift', { list: 'models' });
    assert.equal((await run('lists.show'))['models'], null);
  });

  it('certify servers and routers by their profiles, whatever the request wishes', async () => {
    const radius = await run('ca.issue', { profile: 'radius', csr, hosts: ['radius.example'] });
    const certificate = Certificate.fromPem(String(radius['certificate']));
    assert.equal(certificate.subject.toString(), 'CN=radius,O=Home');
    assert.deepEqual(certificate.extendedKeyUsage, [OID.serverAuth]);
    const router = await run('ca.issue', { profile: 'router', csr, serialNumber: 'R-1', model: 'gate' });
    assert.equal(Certificate.fromPem(String(router['certificate'])).subject.attribute('serialNumber'), 'R-1');
    const second = await run('ca.issue', { profile: 'registrar', csr, hosts: ['registrar-2.example'] });
    assert.ok(Certificate.fromPem(String(second['certificate'])).extendedKeyUsage?.includes(OID.cmcRa));
  });

  it('revoke, and list what was revoked', async () => {
    const issued = await run('ca.issue', { profile: 'radius', csr, hosts: ['old.example'] });
    const { serialNumber } = Certificate.fromPem(String(issued['certificate']));
    await run('ca.revoke', { serialNumber: serialNumber.toUpperCase(), reason: 'superseded' });
    const pem = String((await run('ca.crl'))['crl']);
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    const list = CertificateRevocationList.parse(Uint8Array.from(der));
    assert.equal(list.isRevoked(serialNumber)?.reason, 'superseded');
    assert.ok(list.isSignedBy(domain.authority.certificate));
  });

  it('show the CA and the registrar', async () => {
    const shown = await run('ca.show');
    assert.equal(shown['caFingerprint'], Certificate.fromPem(String(shown['ca'])).fingerprint());
    assert.equal(shown['registrarFingerprint'], domain.registrarCertificate.fingerprint());
  });

  it('give the head of the log, and check the log against it', async () => {
    const noted = await run('log.head');
    await run('lists.add', { list: 'models', match: 'noted', note: 'after it' });
    await run('lists.remove', { list: 'models', match: 'noted' });
    await run('lists.lift', { list: 'models' });
    const head = await run('log.verify', { noted });
    assert.deepEqual(head, await run('log.head'));
    assert.notDeepEqual(head, noted);
    const forged = { ...noted, hash: '0'.repeat(64) };
    await assert.rejects(run('log.verify', { noted: forged }), { code: 'E_STORE_CHAIN' });
  });

  it('list devices, of which there are none yet', async () => {
    assert.deepEqual(await run('devices.list', { state: 'aboard' }), { devices: [], total: 0 });
  });

  for (const [name, input, code] of [
    ['devices.list', { state: 'lost' }, 'E_API_INPUT'],
    ['devices.show', { manufacturer: 'aa', serialNumber: 'GHOST' }, 'E_DOMAIN_UNKNOWN_DEVICE'],
    ['lists.add', { list: 'friends', match: 'x' }, 'E_API_INPUT'],
    ['lists.add', { list: 'models', match: '' }, 'E_API_INPUT'],
    ['lists.lift', { list: 'refused' }, 'E_API_INPUT'],
    ['lists.lift', { list: 'manufacturers' }, 'E_API_INPUT'],
    ['hand-over.accept', { file: '%%%', fingerprint: 'x', onlyThese: false }, 'E_API_INPUT'],
    ['ca.revoke', { serialNumber: 'ff' }, 'E_CA_UNKNOWN_CERTIFICATE'],
    ['ca.revoke', { serialNumber: 'ff', reason: 'boredom' }, 'E_API_INPUT'],
    ['devices.list', null, 'E_API_INPUT'],
  ] satisfies [string, JsonValue, string][]) {
    it(`refuse ${name} with ${JSON.stringify(input)}`, async () => {
      await assert.rejects(
        async () => answer(name, input),
        (thrown) => isSallyportError(thrown) && thrown.code === code,
      );
    });
  }

  it('refuse a certificate without what its profile needs', async () => {
    for (const input of [
      { profile: 'radius', csr },
      { profile: 'radius', csr, hosts: [] },
      { profile: 'router', csr },
    ]) {
      await assert.rejects(answer('ca.issue', input), (thrown) => isSallyportError(thrown, 'E_DOMAIN_ARGUMENT'));
    }
    await assert.rejects(answer('ca.issue', { profile: 'radius', csr: 'x', hosts: ['a.example'] }), isSallyportError);
  });
});
