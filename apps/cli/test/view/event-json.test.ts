import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onboardingEvent } from '@sallyport/onboarding';
import { eventLine } from '../../src/view/event-json.ts';

describe('an event as one line of JSON', () => {
  const base = { session: 's', protocol: 'brski', step: 'C.3', ok: true, at: new Date(0), ms: 1, facts: {} } as const;

  it('holds the credential as base64, not as its bytes one by one', () => {
    const device = {
      serialNumber: 'S-1\u001b[2J',
      manufacturer: 'aa',
      model: undefined,
      credential: new Uint8Array(600).fill(255),
      assurance: 'authenticated',
    } as const;
    const line = eventLine(onboardingEvent({ ...base, device }));
    assert.ok(line.length < 1200, `${line.length} characters`);
    assert.equal(JSON.parse(line).device.credential, Buffer.alloc(600, 255).toString('base64'));
    assert.equal(line.includes('\u001b'), false);
    assert.equal(line.indexOf('\n'), line.length - 1);
  });

  it('does without a device', () => {
    assert.equal(JSON.parse(eventLine(onboardingEvent(base))).step, 'C.3');
  });
});
