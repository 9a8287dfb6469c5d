import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock, MINUTE } from '@sallyport/core';
import { type AccountingRequest, ATTRIBUTES, type Attribute } from '@sallyport/radius';
import type { Session } from '@sallyport/wifi-wired';
import { Stations } from '../../src/admission/stations.ts';

const PLACE: Session['place'] = {
  client: 'ap-1',
  address: '127.0.0.1',
  nasIpAddress: null,
  nasIpv6Address: null,
  nasIdentifier: null,
  station: null,
  ssid: null,
  port: null,
  portId: null,
  medium: 'wifi',
  userName: null,
  accountingSession: null,
};

function session(id: string, serialNumber: string, station: string): Session {
  return {
    id,
    onboardingSession: 's',
    manufacturer: 'aa',
    serialNumber,
    model: null,
    assurance: 'authenticated',
    credential: 'ldevid',
    certificateSerial: '01',
    place: { ...PLACE, station },
    state: 'open',
    admittedAt: 0,
    endsAt: 0,
    obligations: [],
    reason: '',
  };
}

function accounting(station: string, ...more: readonly Attribute[]): Pick<AccountingRequest, 'attributes'> {
  return { attributes: [...ATTRIBUTES['Calling-Station-Id'].of(station), ...more] };
}

describe('the stations of a device', () => {
  it('are those of its sessions, however NASes write them', () => {
    const stations = new Stations(new ManualClock());
    const [one, other] = [session('1', 'S-1', '02-00-00-00-00-0A'), session('2', 'S-1', '0200.0000.000b')];
    stations.admitted(one);
    stations.admitted(other);
    stations.admitted(session('3', 'S-1', 'not an address'));
    assert.deepEqual(stations.stationsOf('aa/S-1'), ['02:00:00:00:00:0a', '02:00:00:00:00:0b']);
    stations.ended(one);
    assert.deepEqual(stations.stationsOf('aa/S-1'), ['02:00:00:00:00:0b']);
    stations.ended(other);
    stations.ended(other);
    assert.deepEqual(stations.stationsOf('aa/S-1'), []);
  });
});

describe('an address that a NAS accounts for', () => {
  const address = (text: string) => ATTRIBUTES['Framed-IP-Address'].of(text);

  it('is that of the device whose station has it', () => {
    const clock = new ManualClock();
    const stations = new Stations(clock);
    stations.admitted(session('1', 'S-1', '02:00:00:00:00:0a'));
    stations.accounted(accounting('02-00-00-00-00-0A', ...address('192.0.2.7')));
    assert.equal(stations.deviceAt('192.0.2.7', clock.now()), 'aa/S-1');
    assert.equal(stations.deviceAt('192.0.2.8', clock.now()), undefined);
  });

  it('is nobody’s when the station was not let in', () => {
    const clock = new ManualClock();
    const stations = new Stations(clock);
    stations.accounted(accounting('02-00-00-00-00-0A', ...address('192.0.2.7')));
    assert.equal(stations.deviceAt('192.0.2.7', clock.now()), undefined);
  });

  it('was another’s before', () => {
    const clock = new ManualClock();
    const stations = new Stations(clock);
    stations.admitted(session('1', 'S-1', '02:00:00:00:00:0a'));
    stations.admitted(session('2', 'S-2', '02:00:00:00:00:0b'));
    stations.accounted(accounting('02:00:00:00:00:0a', ...address('192.0.2.7')));
    const then = clock.now();
    clock.advance(5 * MINUTE);
    stations.accounted(accounting('02:00:00:00:00:0b', ...address('192.0.2.7')));
    assert.equal(stations.deviceAt('192.0.2.7', then), 'aa/S-1');
    assert.equal(stations.deviceAt('192.0.2.7', clock.now()), 'aa/S-2');
  });

  it('of IPv6 is the same however it is written', () => {
    const clock = new ManualClock();
    const stations = new Stations(clock);
    stations.admitted(session('1', 'S-1', '02:00:00:00:00:0a'));
    stations.accounted(accounting('02:00:00:00:00:0a', ...ATTRIBUTES['Framed-IPv6-Address'].of('2001:db8::7')));
    assert.equal(stations.deviceAt('2001:0db8:0:0::7', clock.now()), 'aa/S-1');
  });
});
