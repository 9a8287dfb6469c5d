import assert from 'node:assert/strict';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { keyUri } from '@sallyport/assurance-claims';
import { systemClock, systemRandom } from '@sallyport/core';
import { CertificateRequest } from '@sallyport/pki';
import { createRouterIdentity, openRouterIdentity, readRouterState, requestCertificate } from '../src/index.ts';
import { directory } from './support/house.ts';

const make = (path: string) =>
  createRouterIdentity({ directory: path, serialNumber: 'R-1', clock: systemClock, random: systemRandom });

describe('a router’s identity', () => {
  it('is made once, and is the same ever after', async (t) => {
    const path = directory(t);
    const made = await make(path);
    assert.equal(made.isNew, true);
    const again = await make(path);
    assert.deepEqual(
      [again.isNew, again.name, again.certificate.fingerprint()],
      [false, made.name, made.certificate.fingerprint()],
    );
    const opened = await openRouterIdentity(path);
    assert.equal(opened.did, made.did);
    assert.equal(statSync(join(path, 'router.key')).mode & 0o777, 0o600);
    assert.ok(opened.certificate.isSignedBy(opened.certificate));
  });

  it('gets its certificate after a crash between the two files', async (t) => {
    const path = directory(t);
    const made = await make(path);
    rmSync(join(path, 'router.crt'));
    assert.equal((await make(path)).name, made.name);
  });

  it('asks a domain for a certificate of the same key', async (t) => {
    const made = await make(directory(t));
    const request = CertificateRequest.fromPem(await requestCertificate(made, 'R-1'));
    assert.equal(keyUri(request.spki), made.name);
  });

  it('takes no certificate of another key', async (t) => {
    const [one, two] = [directory(t), directory(t)];
    await make(one);
    await make(two);
    await assert.rejects(openRouterIdentity(one, join(two, 'router.crt')), { code: 'E_ROUTER_FILE' });
  });

  it('is not there before it was made, and is not made sense of when damaged', async (t) => {
    const path = directory(t);
    await assert.rejects(openRouterIdentity(path), { code: 'E_ROUTER_DIRECTORY' });
    await make(path);
    writeFileSync(join(path, 'router.key'), 'no key');
    await assert.rejects(openRouterIdentity(path), { code: 'E_ROUTER_FILE' });
    assert.equal(await readRouterState(path), undefined);
    writeFileSync(join(path, 'state.json'), 'nothing');
    await assert.rejects(readRouterState(path), { code: 'E_CA_COMMANDS_STATE' });
  });
});
