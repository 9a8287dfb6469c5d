/** The ledger is away: a list that still counts is served, and none beyond its end. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CertificateAuthority, createRootCertificate, MemoryCertificateLedger, memoryVault } from '@sallyport/ca';
import { DAY, ManualClock, MINUTE, systemRandom } from '@sallyport/core';
import { CertificateRevocationList, generateKeyPair, Name, softwareSigner } from '@sallyport/pki';
import { RevocationService } from '../../src/revocation/revocation-service.ts';
import { bytesOf } from './support.ts';

class FlakyLedger extends MemoryCertificateLedger {
  isAway = false;

  override async crlState() {
    if (this.isAway) throw new RangeError('the ledger is away');
    return super.crlState();
  }
}

describe('a domain whose ledger cannot be asked', () => {
  it('serves the last list until its end, tells its operator, and then serves none', async () => {
    const clock = new ManualClock();
    const signer = softwareSigner(generateKeyPair('P-256').privateKey);
    const certificate = await createRootCertificate({
      subject: Name.of([['CN', 'Home']]),
      signer,
      random: systemRandom,
      notBefore: clock.now(),
      notAfter: 'never',
    });
    const ledger = new FlakyLedger();
    const authority = new CertificateAuthority({ certificate, signer, ledger, clock, random: systemRandom });
    const errors: unknown[] = [];
    const service = await RevocationService.start({
      authority,
      owner: 'Home',
      hosts: ['::1'],
      publishing: { listen: { host: '127.0.0.1', port: 0 }, crlLifetime: DAY },
      openVault: async () => memoryVault(),
      clock,
      onError: (error) => errors.push(error),
    });
    try {
      assert.equal(service.url, `http://[::1]:${service.port}`);
      const get = () => fetch(`http://127.0.0.1:${service.port}/ca.crl`);
      const list = CertificateRevocationList.parse(await bytesOf(await get()));
      ledger.isAway = true;
      clock.advance(DAY - MINUTE);
      const late = await get();
      assert.deepEqual([late.status, errors.length], [200, 1]);
      assert.deepEqual(CertificateRevocationList.parse(await bytesOf(late)).der, list.der);
      clock.advance(MINUTE);
      assert.equal((await get()).status, 500);
      ledger.isAway = false;
      assert.equal((await get()).status, 200);
    } finally {
      await service.close();
    }
  });
});
