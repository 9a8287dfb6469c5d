import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ContactWindow,
  type ContactWindowOptions,
  Denylists,
  type Overload,
  readDenylist,
} from '@sallyport/assurance-behaviour';
import { ManualClock, MINUTE, SECOND, utf8 } from '@sallyport/core';
import fc from 'fast-check';
import { FactBase } from '../support/facts.ts';

const START = new Date('2026-06-01T12:00:00Z').getTime();
const NOW = START / 1000;
const at = (seconds: number) => new Date(START + seconds * 1000);
const list = (name: string, ...entries: readonly string[]) => readDenylist(name, utf8(entries.join('\n'))).list;

function lab(options: Partial<ContactWindowOptions> = {}) {
  const clock = new ManualClock(at(0));
  const denylists = new Denylists();
  denylists.put(list('bad', '198.51.100.0/24', 'evil.example'));
  const overloads: Overload[] = [];
  const window = new ContactWindow({
    clock,
    denylists,
    onOverload: (overload) => overloads.push(overload),
    ...options,
  });
  return { clock, denylists, overloads, window, facts: new FactBase() };
}

describe('a contact', () => {
  it('with a listed destination is a fact for two minutes', () => {
    const { window, clock, facts } = lab();
    facts.apply(window.observe('lamp', '198.51.100.7', at(-5)));
    assert.deepEqual(facts.all, [`contact(lamp, 198.51.100.7, ${NOW - 5})`, 'denylisted(198.51.100.7, bad)']);
    assert.deepEqual(window.nextDueAt, at(116));
    clock.advance(115 * SECOND);
    assert.deepEqual(window.advance(), []);
    clock.advance(SECOND);
    assert.deepEqual(facts.apply(window.advance()).all, []);
    assert.equal(window.nextDueAt, undefined);
    assert.equal(window.size, 0);
  });

  it('is told with the lists that its destination is on, for as long as it is in the window', () => {
    const { window, clock } = lab();
    window.observe('lamp', '198.51.100.7', at(-5));
    window.observe('lamp', '192.0.2.1', at(-5));
    const told = [...window.listed()];
    assert.deepEqual(told, [{ device: 'lamp', destination: '198.51.100.7', at: NOW - 5, data: ['bad'] }]);
    clock.advance(116 * SECOND);
    assert.deepEqual([...window.listed()], []);
  });

  it('is told in CAHN’s notation', () => {
    const [, change] = lab().window.observe('lamp', '198.51.100.7', at(0));
    assert.ok(change !== undefined && 'add' in change);
    assert.equal(change.add.statement, '{ Contact (lamp, 198.51.100.7, 2026-06-01T12:00:00.000Z) } [observed-]');
    assert.equal(change.add.id, `observed:contact:lamp:198.51.100.7:${NOW}`);
  });

  it('that is repeated counts as of its newest', () => {
    const { window, clock, facts } = lab();
    facts.apply(window.observe('lamp', 'evil.example', at(-60)));
    facts.apply(window.observe('lamp', 'evil.example', at(-10)));
    assert.deepEqual(window.observe('lamp', 'evil.example', at(-10)), []);
    assert.deepEqual(window.observe('lamp', 'evil.example', at(-30)), []);
    assert.deepEqual(facts.all, [`contact(lamp, evil.example, ${NOW - 10})`, 'denylisted(evil.example, bad)']);
    clock.advance(MINUTE);
    assert.deepEqual(window.advance(), []);
  });

  it('of one device keeps the destination listed while another’s is remembered', () => {
    const { window, clock, facts } = lab();
    facts.apply(window.observe('lamp', '198.51.100.7', at(-100)));
    facts.apply(window.observe('lock', '198.51.100.7', at(-10)));
    clock.advance(MINUTE);
    assert.deepEqual(facts.apply(window.advance()).all, [
      `contact(lock, 198.51.100.7, ${NOW - 10})`,
      'denylisted(198.51.100.7, bad)',
    ]);
  });

  it('with others is no fact', () => {
    const { window } = lab();
    assert.deepEqual(window.observe('lamp', '192.0.2.1', at(0)), []);
    assert.equal(window.size, 1);
  });

  it('from before the window is none, and is counted', () => {
    const { window } = lab();
    assert.deepEqual(window.observe('lamp', '198.51.100.7', at(-121)), []);
    assert.equal(window.observe('lamp', '198.51.100.7', at(-120)).length, 2);
    assert.equal(window.counters.late, 1);
  });

  it('from the future counts as of now, and lasts no longer', () => {
    const { window, clock, facts } = lab();
    facts.apply(window.observe('lamp', '198.51.100.7', at(86_400)));
    assert.deepEqual(facts.all[0], `contact(lamp, 198.51.100.7, ${NOW})`);
    assert.equal(window.counters.future, 1);
    clock.advance(121 * SECOND);
    assert.deepEqual(facts.apply(window.advance()).all, []);
  });

  it('at no time at all is none', () => {
    const { window } = lab();
    assert.deepEqual(window.observe('lamp', '198.51.100.7', new Date(Number.NaN)), []);
    assert.equal(window.counters.late, 1);
  });

  it('may be looked back at for longer', () => {
    const { window } = lab({ lookBack: 10 * MINUTE });
    assert.equal(window.observe('lamp', '198.51.100.7', at(-600)).length, 2);
  });
});

describe('lists that change', () => {
  it('speak of contacts that were before', () => {
    const { window, denylists, facts } = lab();
    facts.apply(window.observe('lamp', '192.0.2.1', at(-30)));
    assert.deepEqual(facts.all, []);
    denylists.put(list('new', '192.0.2.0/24'));
    assert.deepEqual(facts.apply(window.relist()).all, [
      `contact(lamp, 192.0.2.1, ${NOW - 30})`,
      'denylisted(192.0.2.1, new)',
    ]);
    denylists.put(list('newer', '192.0.2.1'));
    assert.equal(facts.apply(window.relist()).all.length, 3);
    denylists.remove('new');
    assert.deepEqual(facts.apply(window.relist()).all, [
      `contact(lamp, 192.0.2.1, ${NOW - 30})`,
      'denylisted(192.0.2.1, newer)',
    ]);
    denylists.remove('newer');
    assert.deepEqual(facts.apply(window.relist()).all, []);
    assert.equal(window.size, 1);
  });
});

describe('a flood', () => {
  it('by one device does not push out what is known of another', () => {
    const { window, facts } = lab({ contacts: { maxTotal: 100 }, listed: { maxTotal: 100 } });
    facts.apply(window.observe('lock', '198.51.100.7', at(0)));
    for (let host = 0; host < 5000; host++) {
      facts.apply(window.observe('lamp', `198.51.100.${host % 256}`, at(0)));
      facts.apply(window.observe('lamp', `10.0.${host >> 8}.${host & 255}`, at(0)));
    }
    assert.ok(facts.all.includes(`contact(lock, 198.51.100.7, ${NOW})`));
  });

  it('does not wash out the listed contact of the same device, and is told of once', () => {
    const { window, facts, overloads } = lab();
    facts.apply(window.observe('lamp', '198.51.100.7', at(0)));
    for (let host = 0; host < 5000; host++) window.observe('lamp', `10.0.${host >> 8}.${host & 255}`, at(0));
    assert.equal(facts.all.length, 2);
    assert.equal(window.size, 257);
    assert.deepEqual(overloads, [{ device: 'lamp', of: 'contacts' }]);
    assert.equal(window.counters.evicted, 5000 - 256);
    window.advance();
    window.observe('lamp', '10.9.9.9', at(0));
    assert.equal(overloads.length, 2);
  });

  it('of listed contacts keeps the newest', () => {
    const { window, facts, overloads } = lab({ listed: { maxPerDevice: 3 } });
    for (let host = 1; host <= 5; host++) facts.apply(window.observe('lamp', `198.51.100.${host}`, at(0)));
    assert.deepEqual(
      facts.all.filter((fact) => fact.startsWith('denylisted')),
      [3, 4, 5].map((host) => `denylisted(198.51.100.${host}, bad)`),
    );
    assert.deepEqual(overloads, [{ device: 'lamp', of: 'listed' }]);
  });

  it('by many devices has the one with the most give way', () => {
    const { window, facts } = lab({ contacts: { maxTotal: 10 }, listed: { maxTotal: 10 } });
    for (let host = 1; host <= 8; host++) facts.apply(window.observe('lamp', `198.51.100.${host}`, at(0)));
    for (const device of ['a', 'b', 'c', 'd', 'e']) facts.apply(window.observe(device, '198.51.100.9', at(0)));
    const contacts = facts.all.filter((fact) => fact.startsWith('contact'));
    assert.equal(contacts.length, 10);
    assert.equal(contacts.filter((fact) => fact.startsWith('contact(lamp')).length, 5);
  });
});

describe('contacts in any order', () => {
  const contact = fc.record({
    device: fc.constantFrom('a', 'b', 'c'),
    host: fc.nat(5),
    second: fc.integer({ min: -200, max: 100 }),
  });

  it('give the same facts, which are those of a look at all of them', () => {
    fc.assert(
      fc.property(fc.array(contact, { maxLength: 60 }), fc.nat(200), (contacts, later) => {
        const outcomes = [
          contacts,
          contacts.toReversed(),
          contacts.toSorted((one, other) => one.second - other.second),
        ].map((order) => {
          const { window, clock, facts } = lab();
          for (const { device, host, second } of order)
            facts.apply(window.observe(device, `198.51.${99 + (host % 2)}.${host}`, at(second)));
          clock.advance(later * SECOND);
          return facts.apply(window.advance()).all;
        });
        const newest = new Map<string, number>();
        for (const { device, host, second } of contacts) {
          const key = `contact(${device}, 198.51.100.${host}`;
          if (host % 2 === 1 && second >= -120) newest.set(key, Math.max(newest.get(key) ?? -200, Math.min(second, 0)));
        }
        const expected = [...newest]
          .filter(([, second]) => second >= later - 120)
          .map(([key, second]) => `${key}, ${NOW + second})`);
        for (const outcome of outcomes) {
          assert.deepEqual(
            outcome.filter((fact) => fact.startsWith('contact')),
            expected.sort(),
          );
          assert.deepEqual(outcome, outcomes[0]);
        }
      }),
    );
  });

  it('leave no fact behind, however small the bounds', () => {
    fc.assert(
      fc.property(fc.array(contact, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (contacts, most) => {
        const limits = { maxPerDevice: most, maxTotal: 2 * most };
        const { window, clock, facts } = lab({ contacts: limits, listed: limits });
        for (const { device, host, second } of contacts) {
          facts.apply(window.observe(device, `198.51.100.${host}`, at(second)));
          assert.ok(window.size <= 2 * most);
        }
        clock.advance(121 * SECOND);
        assert.deepEqual(facts.apply(window.advance()).all, []);
      }),
    );
  });
});
