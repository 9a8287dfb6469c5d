import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, MINUTE } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';
import { decodeAuditLog } from '../../src/audit-log.ts';
import { domainIdText } from '../../src/domain-id.ts';
import { domainCa, makeRegistrar, otherDomainCa, otherRegistrar, registrar } from '../kit/cast.ts';
import { MasaRig } from '../kit/masa-rig.ts';
import type { Party } from '../kit/party.ts';
import { pledgeRequest, registrarRequest } from '../kit/requests.ts';

async function requestOf(by: Party, nonce: string): Promise<Uint8Array> {
  const priorSignedVoucherRequest = await pledgeRequest({ nonce, proximityRegistrarCert: by.certificate.der });
  return registrarRequest({ nonce, priorSignedVoucherRequest }, { by });
}

/** Vouchers for `owners` in turn, a minute apart; gives the last request. */
async function issue(rig: MasaRig, ...owners: Party[]): Promise<Uint8Array> {
  let body = new Uint8Array(0);
  for (const [index, owner] of owners.entries()) {
    body = Uint8Array.from(await requestOf(owner, `bm9uY2Utbm8tMDA${index}`));
    assert.equal((await rig.requestVoucher(body)).status, 200);
    rig.clock.advance(MINUTE);
  }
  return body;
}

describe('the audit log', () => {
  it('is given as private JSON to an owner who posts the request that got the voucher', async () => {
    const rig = new MasaRig();
    const body = await issue(rig, otherRegistrar, registrar);
    const response = await rig.requestAuditLog(body);
    assert.equal(response.status, 200);
    assert.equal(response.headers['content-type'], 'application/json');
    assert.equal(response.headers['cache-control'], 'private');
    const log = decodeAuditLog(response.body);
    assert.equal(log.version, 1);
    assert.deepEqual(
      log.events.map(({ domainId }) => domainId),
      [domainIdText(domainCa.certificate), domainIdText(otherDomainCa.certificate)],
    );
    assert.equal(log.events[0]?.nonce, 'bm9uY2Utbm8tMDA1');
    assert.equal(log.events[0]?.assertion, 'proximity');
    assert.deepEqual(Object.keys(JSON.parse(new TextDecoder().decode(response.body))), ['version', 'events']);
  });

  it('is given to a former owner too', async () => {
    const rig = new MasaRig();
    const former = await requestOf(registrar, 'bm9uY2Utbm8tMDA5');
    await rig.requestVoucher(former);
    await issue(rig, otherRegistrar);
    assert.equal((await rig.requestAuditLog(former)).status, 200);
  });

  it('is given for a request never seen before, and to another registrar of the domain', async () => {
    const rig = new MasaRig();
    await issue(rig, registrar);
    const second = await makeRegistrar('second', domainCa);
    const response = await rig.requestAuditLog(await requestOf(second, 'bm9uY2UtbmV3LTE='));
    assert.equal(response.status, 200);
    assert.equal(rig.entries.length, 1, 'asking is no voucher');
  });

  it('keeps one entry of each domain and counts the rest', async () => {
    const rig = new MasaRig();
    const body = await issue(rig, registrar, registrar, otherRegistrar, registrar);
    const log = decodeAuditLog((await rig.requestAuditLog(body)).body);
    assert.equal(log.events.length, 2);
    assert.equal(log.events[0]?.truncated, 2);
    assert.equal(log.truncation.noncedDuplicates, 2);
  });

  it('is cut at the configured length, and says so', async () => {
    const rig = new MasaRig({ maxAuditEvents: 1 });
    const body = await issue(rig, otherRegistrar, registrar);
    const log = decodeAuditLog((await rig.requestAuditLog(body)).body);
    assert.equal(log.events.length, 1);
    assert.equal(log.truncation.arbitrary, 1);
  });

  it('is not verified a second time for a request that was, as long as that is remembered', async () => {
    const rig = new MasaRig();
    const body = await issue(rig, registrar);
    rig.devices.clear();
    assert.equal((await rig.requestAuditLog(body)).status, 200, 'not even the device is looked up');
    rig.clock.advance(HOUR);
    assert.equal((await rig.requestAuditLog(body)).status, 404);
  });
});

describe('an audit log under a URL of its own', () => {
  const config = { auditLogDelivery: 'location', origin: 'https://masa.example.com' } as const;

  async function prepare(rig: MasaRig): Promise<URL> {
    const response = await rig.requestAuditLog(await issue(rig, registrar));
    assert.equal(response.status, 201);
    assert.equal(response.body.length, 0);
    return new URL(response.headers['location'] ?? '');
  }

  it('has 256 bits of randomness in its name, and is the log', async () => {
    const rig = new MasaRig(config);
    const location = await prepare(rig);
    assert.equal(location.origin, 'https://masa.example.com');
    assert.match(location.pathname, /^\/\.well-known\/brski\/auditlog\/[\w-]{43}$/);
    const response = await rig.handle(buildRequest({ target: location.pathname }));
    assert.equal(response.status, 200);
    assert.equal(decodeAuditLog(response.body).events.length, 1);
  });

  it('is a new one each time, and the same content under the same one', async () => {
    const rig = new MasaRig(config);
    const body = await issue(rig, registrar);
    const one = (await rig.requestAuditLog(body)).headers['location'];
    const two = (await rig.requestAuditLog(body)).headers['location'];
    assert.notEqual(one, two);
    const read = () => rig.handle(buildRequest({ target: new URL(one ?? '').pathname }));
    assert.deepEqual((await read()).body, (await read()).body);
  });

  it('is gone after its time', async () => {
    const rig = new MasaRig({ ...config, locationLifetime: MINUTE });
    const location = await prepare(rig);
    rig.clock.advance(MINUTE);
    assert.equal((await rig.handle(buildRequest({ target: location.pathname }))).status, 404);
  });
});
