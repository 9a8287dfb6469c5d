import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VirtualTime } from '@sallyport/core';
import { openSqliteStore, type StoredEvent } from '@sallyport/store';
import type { Place } from '@sallyport/wifi-wired';
import { ADMISSION_REFUSED } from '../../src/admission/events.ts';
import { AdmissionJournal } from '../../src/admission/journal.ts';

const place: Place = {
  ...{ client: 'ap', address: '192.0.2.7', station: '02-00-00-00-00-01', ssid: 'Hall', medium: 'wifi' },
  ...{ nasIpAddress: null, nasIpv6Address: null, nasIdentifier: null, port: null, portId: null },
  ...{ userName: null, accountingSession: null },
};

describe('the journal of admission', () => {
  it('writes no more of a reason than can be read: it may quote a certificate that a stranger made', async () => {
    const time = new VirtualTime();
    await using store = await openSqliteStore({ path: ':memory:', clock: time });
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const journal = new AdmissionJournal({ store, events: () => undefined, clock: time, timer: time, onError });
    const reason = `CN=\u202e${'x'.repeat(60_000)}\u001b[2J was valid until yesterday`;
    journal.heard({ type: 'refused', session: 's', place, device: undefined, reason, code: 'E_PKI_PATH_EXPIRED' });
    await journal.close();
    const written: StoredEvent[] = [];
    for await (const event of store.read(1)) written.push(event);
    const [refused] = written.filter((event) => ADMISSION_REFUSED.is(event));
    assert.ok(refused !== undefined && ADMISSION_REFUSED.is(refused));
    assert.equal(refused.data.reason.length, 1024);
    assert.match(refused.data.reason, /^CN= x+$/);
    assert.deepEqual(errors, []);
  });
});
