import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BehaviourMonitor, Denylists, readDenylist } from '@sallyport/assurance-behaviour';
import { ManualClock, SECOND, utf8 } from '@sallyport/core';
import { FactBase } from '../support/facts.ts';
import { flow } from '../support/flows.ts';
import { membersFrom, policyFrom, tcp } from '../support/mud-files.ts';
import { NOW } from '../support/people.ts';

const SECONDS = NOW.getTime() / 1000;
const GOOD = '198.51.100.7';
const BAD = '203.0.113.66';

function lab() {
  const clock = new ManualClock(NOW);
  const denylists = new Denylists();
  denylists.put(readDenylist('bad', utf8(`${BAD}\nevil.example`)).list);
  const policy = policyFrom({ from: [{ matches: tcp(443, 'a.example.com', 'from', 'from-device') }] });
  const devices = new Map([
    ['10.0.0.5', 'lamp'],
    ['10.0.0.6', 'laptop'],
  ]);
  const monitor = new BehaviourMonitor({
    clock,
    denylists,
    deviceAt: (address) => devices.get(address),
    policyOf: (device) => (device === 'lamp' ? policy : undefined),
    members: membersFrom({ 'a.example.com': [GOOD] }),
  });
  return { clock, denylists, monitor, facts: new FactBase() };
}

describe('a monitor', () => {
  it('says nothing of what a profile allows', () => {
    assert.deepEqual(lab().monitor.observe([flow()]), []);
  });

  it('says what a profile does not allow, for two minutes', () => {
    const { monitor, clock, facts } = lab();
    facts.apply(monitor.observe([flow({ destination: { address: GOOD, port: 80 } })]));
    assert.deepEqual(facts.all, [`mud_violation(lamp, ${GOOD}, ${SECONDS})`]);
    assert.equal(monitor.nextDueAt?.getTime(), NOW.getTime() + 121 * SECOND);
    clock.advance(121 * SECOND);
    assert.deepEqual(facts.apply(monitor.advance()).all, []);
    assert.equal(monitor.nextDueAt, undefined);
  });

  it('says who had to do with a listed destination, by address or by name', () => {
    const { monitor, facts } = lab();
    const source = { address: '10.0.0.6', port: 1 };
    facts.apply(
      monitor.observe([
        flow({ source, destination: { address: BAD, port: 443 } }),
        flow({ source, name: 'x.evil.example' }),
      ]),
    );
    assert.deepEqual(facts.all, [
      `contact(laptop, ${BAD}, ${SECONDS})`,
      `contact(laptop, x.evil.example, ${SECONDS})`,
      `denylisted(${BAD}, bad)`,
      'denylisted(x.evil.example, bad)',
    ]);
  });

  it('does not hold it against a device that a stranger knocks', () => {
    const { monitor, facts } = lab();
    const knock = { source: { address: BAD, port: 1 }, destination: { address: '10.0.0.5', port: 23 } };
    assert.deepEqual(monitor.observe([flow(knock)]), []);
    facts.apply(monitor.observe([flow({ ...knock, isAnswered: true })]));
    assert.deepEqual(facts.all, [
      `contact(lamp, ${BAD}, ${SECONDS})`,
      `denylisted(${BAD}, bad)`,
      `mud_violation(lamp, ${BAD}, ${SECONDS})`,
    ]);
  });

  it('sees both ends when both are devices', () => {
    const { monitor, denylists, facts } = lab();
    denylists.put(readDenylist('house', utf8('10.0.0.0/24')).list);
    const between = {
      source: { address: '10.0.0.5', port: 1 },
      destination: { address: '10.0.0.6', port: 2 },
      isAnswered: true,
    };
    facts.apply(monitor.observe([flow(between)]));
    assert.deepEqual(
      facts.all.filter((fact) => !fact.startsWith('denylisted')),
      [
        `contact(lamp, 10.0.0.6, ${SECONDS})`,
        `contact(laptop, 10.0.0.5, ${SECONDS})`,
        `mud_violation(lamp, 10.0.0.6, ${SECONDS})`,
      ],
    );
  });

  it('knows nothing of addresses that no device has', () => {
    const { monitor } = lab();
    assert.deepEqual(
      monitor.observe([flow({ source: { address: '10.0.0.99', port: 1 }, destination: { address: BAD, port: 2 } })]),
      [],
    );
    assert.equal(monitor.contacts.size, 0);
  });

  it('looks again when lists change', () => {
    const { monitor, denylists, facts } = lab();
    facts.apply(monitor.observe([flow()]));
    denylists.put(readDenylist('new', utf8(GOOD)).list);
    assert.deepEqual(facts.apply(monitor.denylistsChanged()).all, [
      `contact(lamp, ${GOOD}, ${SECONDS})`,
      `denylisted(${GOOD}, new)`,
    ]);
  });

  it('keeps a bounded number of violations, the newest', () => {
    const { monitor, facts } = lab();
    for (let host = 0; host < 100; host++) {
      facts.apply(monitor.observe([flow({ destination: { address: `192.0.2.${host}`, port: 1 } })]));
    }
    assert.equal(facts.all.length, 64);
    assert.ok(facts.all.includes(`mud_violation(lamp, 192.0.2.99, ${SECONDS})`));
  });

  it('takes a violation that is repeated as of its newest, and from the future as of now', () => {
    const { monitor, facts, clock } = lab();
    const wrong = (seconds: number) =>
      flow({ destination: { address: GOOD, port: 80 }, at: new Date(NOW.getTime() + seconds * SECOND) });
    for (const seconds of [-200, -50, -20, -30]) facts.apply(monitor.observe([wrong(seconds)]));
    assert.deepEqual(facts.all, [`mud_violation(lamp, ${GOOD}, ${SECONDS - 20})`]);
    facts.apply(monitor.observe([wrong(5000)]));
    assert.deepEqual(facts.all, [`mud_violation(lamp, ${GOOD}, ${SECONDS})`]);
    clock.advance(SECOND);
    assert.deepEqual(monitor.advance(), []);
  });
});
