import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { MINUTE, VirtualTime } from '@sallyport/core';
import { type DeviceIdentity, type EventDetails, onboardingEvent } from '@sallyport/onboarding';
import type { NewEvent } from '@sallyport/store';
import { ONBOARDING_REFUSED } from '../../src/refusals/events.ts';
import { RefusalJournal } from '../../src/refusals/refusal-journal.ts';

const lamp: DeviceIdentity = {
  manufacturer: 'aa',
  serialNumber: 'LAMP-1',
  model: 'lamp',
  credential: undefined,
  assurance: 'authenticated',
};
const impostor: DeviceIdentity = { ...lamp, manufacturer: undefined, assurance: 'claimed' };

let time: VirtualTime;
let lines: { readonly stream: string; readonly data: Parameters<typeof ONBOARDING_REFUSED.create>[1] }[];
let errors: unknown[];
let journal: RefusalJournal;

function journalOver(append: (events: readonly NewEvent[]) => Promise<never[]>): RefusalJournal {
  return new RefusalJournal({ store: { append }, clock: time, timer: time, onError: (error) => errors.push(error) });
}

beforeEach(() => {
  time = new VirtualTime();
  lines = [];
  errors = [];
  journal = journalOver(async (events) => {
    for (const event of events) {
      const stored = { ...event, position: 1, version: 1, at: time.now() };
      if (ONBOARDING_REFUSED.is(stored)) lines.push({ stream: event.stream, data: stored.data });
    }
    return [];
  });
});

function hear(details: Partial<EventDetails> = {}): void {
  const how = { session: 's', protocol: 'brski', step: 'C.3', ok: false, message: 'not accepted' } as const;
  journal.hear(onboardingEvent({ ...how, code: 'E_BRSKI_REGISTRAR_DENIED', at: time.now(), ...details }));
}

describe('the journal of refusals', () => {
  it('has each step at which a device that proved itself was turned away, in the stream of the device', () => {
    for (const step of ['C.3', 'C.8', 'D.4', 'M.4'] as const) hear({ step, device: lamp, message: `no at ${step}` });
    assert.deepEqual(
      lines.map(({ stream, data: { device, identity, step, decision, reason } }) => [
        stream,
        device?.serialNumber,
        identity,
        step,
        decision,
        reason,
      ]),
      ['C.3', 'C.8', 'D.4', 'M.4'].map((step) => [
        'device/aa/LAMP-1',
        'LAMP-1',
        'authenticated',
        step,
        'deny',
        `no at ${step}`,
      ]),
    );
  });

  it('says that a device was put off', () => {
    hear({ device: lamp, code: 'E_BRSKI_REGISTRAR_DEFERRED' });
    assert.equal(lines[0]?.data.decision, 'defer');
  });

  it('keeps what nothing proves apart, marked as claimed, with the address it came from', () => {
    hear({ device: impostor, facts: { from: '192.0.2.1' } });
    const [line] = lines;
    assert.equal(line?.stream, 'onboarding/strangers');
    assert.deepEqual(line?.data.device, { manufacturer: 'unknown', serialNumber: 'LAMP-1' });
    assert.deepEqual([line?.data.identity, line?.data.from], ['claimed', '192.0.2.1']);
  });

  it('has a stranger that tells nothing of itself', () => {
    hear({ facts: { from: '192.0.2.1' }, message: undefined });
    assert.deepEqual(
      [lines[0]?.data.device, lines[0]?.data.identity, lines[0]?.data.reason],
      [null, null, 'no reason was given'],
    );
  });

  it('is told of other steps, and of what succeeds, and writes nothing of it', () => {
    for (const step of ['C.4', 'C.10', 'E.2', 'M.3'] as const) hear({ step, device: lamp });
    hear({ device: lamp, ok: true });
    assert.deepEqual(lines, []);
  });

  it('counts a thousand knocks a minute, and has them in two lines', async () => {
    for (let i = 0; i < 10_000; i++) hear({ device: lamp });
    await time.advance(10 * MINUTE);
    assert.deepEqual(
      lines.map(({ data }) => data.times.count),
      [1, 9999],
    );
  });

  it('gives whoever claims to be many devices from one address no more than a few lines', async () => {
    for (let i = 0; i < 10_000; i++)
      hear({ device: { ...impostor, serialNumber: `${i}` }, facts: { from: '192.0.2.1' } });
    await time.advance(10 * MINUTE);
    assert.equal(lines.length, 61);
    const last = lines.at(-1)?.data;
    assert.equal(last?.times.count, 10_000 - 60);
    assert.match(last?.reason ?? '', /^turned away for several reasons, of which this is the last: /);
  });

  it('takes a household of IPv6 for one address', () => {
    for (let i = 0; i < 1000; i++) hear({ message: `${i}`, facts: { from: `2001:db8::${i.toString(16)}` } });
    assert.equal(lines.length, 60);
  });

  it('names nobody where too many are turned away to be told apart', async () => {
    for (let i = 0; i < 700; i++) hear({ device: impostor, facts: { from: `192.0.${i >> 8}.${i & 255}` } });
    await journal.close();
    const last = lines.at(-1)?.data;
    assert.deepEqual([last?.device, last?.identity, last?.from, last?.times.count], [null, null, null, 100]);
    assert.match(last?.reason ?? '', /^too many were turned away for each to be written down/);
  });

  it('cuts what a stranger says of itself', () => {
    hear({ device: { ...impostor, serialNumber: 'x'.repeat(100_000) }, message: 'y'.repeat(100_000) });
    assert.ok(JSON.stringify(lines).length < 2500);
  });

  it('has nothing in a line that a terminal would obey', () => {
    hear({ device: { ...impostor, serialNumber: 'x\u001b[2Jy\nz' }, message: 'a\u202eb' });
    assert.deepEqual([lines[0]?.data.device?.serialNumber, lines[0]?.data.reason], ['x [2Jy z', 'a b']);
  });

  it('tells of a line that could not be written, and goes on', async () => {
    journal = journalOver(() => Promise.reject(new Error('the disk is full')));
    hear({ device: lamp });
    hear({ device: lamp, step: 'C.8' });
    await journal.close();
    assert.equal(errors.length, 2);
  });
});
