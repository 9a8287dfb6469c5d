import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CERTIFICATE_PROJECTION } from '@sallyport/ca';
import { DAY, Secret, systemClock } from '@sallyport/core';
import { openSqliteStore, type StoredEvent } from '@sallyport/store';
import { ADMISSION_REFUSED } from '../../src/admission/events.ts';
import { admissionRegister } from '../../src/admission/register.ts';
import { domainRegister } from '../../src/register.ts';
import { attempt, lamp, lampKey, SECRET, startNetwork } from './support/network.ts';
import { missing } from './support/programs.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sallyport-admission-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a domain on disk', { skip: missing('eapol_test') }, () => {
  it('knows after a restart which NASes it answers, and who is on the network', async () => {
    const first = await startNetwork({ directory });
    const row = { addresses: ['192.0.2.9'], dynamicAuthorization: null, requireMessageAuthenticator: true };
    await first.domain.admission.clients.add({ name: 'ap-2', ...row }, Secret.of(SECRET));
    const credentials = await first.issue();
    assert.ok((await attempt(first, credentials)).isAccepted);
    await first.domain.close();
    rmSync(join(directory, 'radius-clients', 'ap-2.secret'));

    await using second = await startNetwork({ directory }, 'as before');
    assert.deepEqual(
      second.domain.admission.live.map(({ serialNumber }) => serialNumber),
      ['LAMP-1'],
    );
    assert.ok((await attempt(second, credentials)).isAccepted);
    // A client whose secret is gone is told of, and the others are answered all the same.
    assert.equal(second.errors.length, 1);
    assert.match(String(second.errors[0]), /ap-2/);
  });

  it('puts out after a restart whoever lost trust meanwhile', async () => {
    const first = await startNetwork({ directory });
    assert.ok((await attempt(first, await first.issue())).isAccepted);
    await first.domain.close();
    const books = await startNetwork({ directory, admission: {} }, 'as before');
    await books.domain.lists.add('refused', lampKey, 'meanwhile');
    await books.domain.close();

    await using second = await startNetwork({ directory }, 'as before');
    await second.domain.admission.settled();
    // This NAS takes no Disconnect-Requests, which is told.
    assert.equal(second.lastStep('F.0')?.code, 'E_ADMISSION_NO_DYNAMIC_AUTHORIZATION');
    assert.equal(second.domain.admission.live[0]?.state, 'leaving');
  });

  it('writes down what it decided, and never a secret', async () => {
    const network = await startNetwork({ directory });
    const credentials = await network.issue();
    assert.ok((await attempt(network, credentials)).isAccepted);
    await network.domain.lists.add('refused', lampKey, 'it smokes');
    for (let i = 0; i < 3; i++) assert.equal((await attempt(network, credentials)).isAccepted, false);
    await network.domain.close();
    const projections = [domainRegister, admissionRegister, CERTIFICATE_PROJECTION];
    await using store = await openSqliteStore({ path: join(directory, 'domain.db'), projections, clock: systemClock });
    const events: StoredEvent[] = [];
    for await (const event of store.read(1)) events.push(event);
    const ofDevice = events.filter(({ stream }) => stream === `device/${lampKey}`).map(({ type }) => type);
    for (const type of ['device.admitted', 'device.not-put-out']) assert.ok(ofDevice.includes(type), type);
    // The same refusal three times is one line, and at the end one more that counts the others.
    const refused = events.filter(ADMISSION_REFUSED.is).map(({ data }) => data);
    assert.deepEqual(
      refused.map(({ times }) => times?.count),
      [1, 2],
    );
    for (const { reason } of refused) assert.match(reason, /refused list \(it smokes\)/);
    assert.equal(JSON.stringify(events).includes(SECRET), false);
  });

  it('renews the RADIUS server’s certificate without a restart', async () => {
    await using network = await startNetwork();
    network.letPass(350 * DAY);
    await network.domain.renew();
    network.letPass(-350 * DAY);
    const { output, isAccepted } = await attempt(network, await network.issue(lamp));
    // The new one begins in what is the future for eapol_test.
    assert.equal(isAccepted, false);
    assert.match(output, /not yet valid/);
  });
});
