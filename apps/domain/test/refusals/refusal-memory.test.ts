import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, ManualClock } from '@sallyport/core';
import { onboardingEvent } from '@sallyport/onboarding';
import { RefusalMemory } from '../../src/refusals/refusal-memory.ts';

const lamp = {
  manufacturer: 'acme',
  serialNumber: '<img src=x onerror=alert(1)>',
  model: undefined,
  credential: undefined,
  assurance: 'authenticated',
} as const;

function refused(clock: ManualClock, station: string, message: string, isLamp = true) {
  return onboardingEvent({
    ...{ session: station, protocol: 'radius', step: 'E.2', ok: false, at: clock.now(), message, code: 'E_X' },
    facts: { nas: 'ap', station, ssid: 'Hall', medium: 'wifi' },
    ...(isLamp ? { device: lamp } : {}),
  });
}

describe('the memory of refusals', () => {
  it('has the latest first, with who, where and why', () => {
    const clock = new ManualClock();
    const memory = new RefusalMemory(clock);
    memory.hear(refused(clock, 'aa', 'the certificate was revoked'));
    clock.advance(5);
    memory.hear(refused(clock, 'bb', 'no certificate', false));
    const [latest, first] = memory.latest;
    assert.equal(latest?.device, undefined);
    assert.equal(latest?.station, 'bb');
    assert.deepEqual(first?.device, { manufacturer: 'acme', serialNumber: lamp.serialNumber });
    assert.deepEqual(
      [first?.client, first?.network, first?.reason, first?.code],
      ['ap', 'Hall', 'the certificate was revoked', 'E_X'],
    );
  });

  it('counts the same refusal, and has another reason or place apart', () => {
    const clock = new ManualClock();
    const memory = new RefusalMemory(clock);
    for (let n = 0; n < 3; n++) {
      memory.hear(refused(clock, 'aa', 'revoked'));
      clock.advance(1_000);
    }
    memory.hear(refused(clock, 'aa', 'expired'));
    assert.deepEqual(
      memory.latest.map(({ reason, count }) => [reason, count]),
      [
        ['expired', 1],
        ['revoked', 3],
      ],
    );
    const [, revoked] = memory.latest;
    assert.equal((revoked?.lastAt.getTime() ?? 0) - (revoked?.firstAt.getTime() ?? 0), 2_000);
  });

  it('begins to count anew after an hour of quiet', () => {
    const clock = new ManualClock();
    const memory = new RefusalMemory(clock);
    memory.hear(refused(clock, 'aa', 'revoked'));
    clock.advance(HOUR + 1);
    memory.hear(refused(clock, 'aa', 'revoked'));
    assert.deepEqual(
      memory.latest.map(({ count }) => count),
      [1],
    );
  });

  it('hears nothing of what went well', () => {
    const clock = new ManualClock();
    const memory = new RefusalMemory(clock);
    memory.hear({ ...refused(clock, 'aa', ''), ok: true });
    assert.deepEqual(memory.latest, []);
  });

  it('keeps no more of a reason than can be read', () => {
    const clock = new ManualClock();
    const memory = new RefusalMemory(clock);
    memory.hear(refused(clock, 'aa', '\u{1f512}'.repeat(50_000)));
    const reason = memory.latest[0]?.reason ?? '';
    assert.equal(reason.length, 512);
    assert.ok(reason.isWellFormed());
  });

  it('keeps of names what can be shown, however long or odd whoever was refused made them', () => {
    const clock = new ManualClock();
    const memory = new RefusalMemory(clock);
    const device = { ...lamp, serialNumber: `L\u202e\u001b[2J${'9'.repeat(60_000)}` };
    memory.hear({ ...refused(clock, 'aa', 'no\u2066 more'), device, facts: { station: 's'.repeat(60_000) } });
    const [latest] = memory.latest;
    assert.match(latest?.device?.serialNumber ?? '', /^L \[2J9{1,256}$/);
    assert.equal(latest?.station?.length, 256);
    assert.equal(latest?.reason, 'no  more');
  });

  it('forgets the oldest, however many strangers there are', () => {
    const clock = new ManualClock();
    const memory = new RefusalMemory(clock);
    for (let n = 0; n < 5_000; n++) memory.hear(refused(clock, `station ${n}`, 'no certificate', false));
    assert.equal(memory.latest.length, 512);
    assert.equal(memory.latest[0]?.station, 'station 4999');
  });

  it('lets no flood of strangers push out a device that proved who it is', () => {
    const clock = new ManualClock();
    const memory = new RefusalMemory(clock);
    memory.hear(refused(clock, 'aa', 'revoked'));
    for (let n = 0; n < 1_000; n++) memory.hear(refused(clock, `station ${n}`, 'no certificate', false));
    for (let n = 0; n < 1_000; n++) {
      const device = { ...lamp, serialNumber: `claimed ${n}`, assurance: 'claimed' } as const;
      memory.hear({ ...refused(clock, 'bb', 'untrusted'), device });
    }
    const { latest } = memory;
    assert.equal(latest.length, 512);
    assert.equal(latest[0]?.device?.serialNumber, 'claimed 999');
    assert.equal(latest.at(-1)?.device?.serialNumber, lamp.serialNumber);
  });
});
