import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, MINUTE, SECOND, toHex } from '@sallyport/core';
import { deny, permit } from '@sallyport/onboarding';
import { ATTRIBUTES, type Attribute, type OutgoingAttribute } from '@sallyport/radius';
import { door, hello, knock, lampParty, newParty, strangerParty } from '../support/door.ts';
import { accessRequest } from '../support/requests.ts';

function plainOnes(attributes: readonly OutgoingAttribute[] = []): readonly Attribute[] {
  return attributes.flatMap((each) => ('type' in each ? [each] : []));
}

const codes = ({ heard }: ReturnType<typeof door>) =>
  heard.flatMap((event) => (event.type === 'refused' ? [event.code] : []));

describe('the door', () => {
  it('lets a device in with its LDevID, on the terms of policy', async () => {
    const home = door();
    home.decide = async () => permit('it is a lamp', [], [{ type: 'vlan', value: '5' }]);
    const { decision, outcome } = await knock(home, lampParty);
    assert.equal(decision?.decision, 'accept');
    assert.equal(outcome?.outcome, 'success');
    const attributes = plainOnes(decision?.attributes);
    const [session] = home.sessions.list();
    assert.equal(ATTRIBUTES['Tunnel-Private-Group-ID'].first(attributes)?.value, '5');
    assert.equal(ATTRIBUTES['Session-Timeout'].first(attributes), 3600);
    assert.equal(toHex(ATTRIBUTES.Class.first(attributes) ?? new Uint8Array(0)), session?.id);
    assert.equal(home.record.kept.size, 1);
    assert.deepEqual(
      home.heard.map(({ type }) => type),
      ['asked', 'admitted'],
    );
    assert.deepEqual([session?.place.ssid, session?.place.medium], ['home', 'wifi']);
  });

  it('stays shut to whom policy denies or defers: the reason is for the log', async () => {
    const home = door();
    home.decide = async () => deny('it smokes');
    const { decision, outcome } = await knock(home, lampParty);
    assert.equal(decision?.decision, 'reject');
    assert.deepEqual(decision?.attributes ?? [], []);
    assert.notEqual(outcome?.outcome, 'success');
    const [refused] = home.heard.filter(({ type }) => type === 'refused');
    assert.ok(refused?.type === 'refused');
    assert.deepEqual(
      [refused.reason, refused.code, refused.device?.serialNumber],
      ['it smokes', 'E_ADMISSION_DENIED', 'LAMP-1'],
    );
    assert.equal(home.sessions.size, 0);
  });

  it('stays shut to a certificate of the domain that is no device’s', async () => {
    const home = door();
    assert.equal((await knock(home, strangerParty)).decision?.decision, 'reject');
    assert.deepEqual(codes(home), ['E_ADMISSION_CERTIFICATE']);
    assert.equal(home.asked, 0);
  });

  it('stays shut to a revoked certificate, and policy is not asked', async () => {
    const home = door();
    home.objection = 'it was revoked';
    assert.equal((await knock(home, lampParty)).decision?.decision, 'reject');
    assert.equal(home.asked, 0);
  });

  it('stays shut when there is no room for a session, or it cannot be written down', async () => {
    const full = door({ maxSessions: 1 });
    assert.equal((await knock(full, lampParty, { station: 'a' })).decision?.decision, 'accept');
    assert.equal((await knock(full, lampParty, { station: 'b' })).decision?.decision, 'reject');
    assert.deepEqual(codes(full), ['E_ADMISSION_FULL']);
    const unwritten = door();
    unwritten.record.failure = new Error('the disk is full');
    const { decision } = await knock(unwritten, lampParty);
    assert.equal(decision?.decision, 'reject');
    assert.equal(decision?.eapMessage?.[0], 4);
    assert.deepEqual(codes(unwritten), ['E_ADMISSION_RECORD']);
  });

  it('stays shut where the NAS says nothing by which the session could be ended', async () => {
    const home = door();
    assert.equal((await knock(home, lampParty, { isNameless: true })).decision?.decision, 'reject');
    assert.deepEqual(codes(home), ['E_ADMISSION_UNIDENTIFIED']);
  });

  it('stays shut to passwords and MAC addresses', async () => {
    const home = door();
    const decision = await home.admission.authenticate(accessRequest({}, undefined));
    assert.equal(decision?.decision, 'reject');
    assert.deepEqual(codes(home), ['E_ADMISSION_NO_EAP']);
  });

  it('stays shut to a State that was given to another station, or through another NAS', async () => {
    for (const elsewhere of [{ station: '02-00-00-00-00-99' }, { nas: 'ap-9' }, { client: 'other' }]) {
      const home = door();
      assert.equal((await knock(home, lampParty, {}, elsewhere)).decision?.decision, 'reject');
      assert.deepEqual(codes(home), ['E_ADMISSION_STATE']);
      assert.equal(home.sessions.size, 0);
    }
  });

  it('takes the least of all limits for the time until the station must authenticate again', async () => {
    const home = door({ sessionTime: 30 * MINUTE });
    home.decide = async () => permit('fine', [], [{ type: 'session-timeout', value: '60' }]);
    const { decision } = await knock(home, lampParty);
    assert.equal(ATTRIBUTES['Session-Timeout'].first(plainOnes(decision?.attributes)), 60);
  });

  it('names the keys to a NAS that asks for that (RFC 4072 §4.1.4)', async () => {
    const home = door();
    const silent = await knock(home, lampParty);
    assert.equal(ATTRIBUTES['EAP-Key-Name'].isIn(plainOnes(silent.decision?.attributes)), false);
    const asking = await knock(home, lampParty, { more: ATTRIBUTES['EAP-Key-Name'].of(Uint8Array.of(0)) });
    // EAP-TLS with TLS 1.3: the type and 64 octets (RFC 9190 §2.3).
    assert.equal(ATTRIBUTES['EAP-Key-Name'].first(plainOnes(asking.decision?.attributes))?.length, 65);
  });

  it('keeps nothing of ten thousand stations that begin and never go on', async () => {
    const home = door({ eap: { maxSessions: 500, sessionTime: 30 * SECOND } });
    for (let i = 0; i < 10_000; i++) {
      const decision = await home.admission.authenticate(accessRequest({ station: `s${i}` }, hello));
      assert.equal(decision?.decision, 'challenge');
    }
    assert.ok(home.admission.conversations <= 500);
    assert.equal((await knock(home, lampParty)).decision?.decision, 'accept');
    await home.time.advance(MINUTE);
    assert.equal(home.admission.conversations, 0);
  });
});

describe('the onboarding network', () => {
  const onboarding = { networks: ['BRSKI%home'], obligations: [{ type: 'vlan', value: '99' }] };

  it('takes a birth certificate, into quarantine whatever policy says', async () => {
    const home = door({ onboarding });
    home.decide = async () => permit('fine', [], [{ type: 'vlan', value: '1' }]);
    const { decision } = await knock(home, newParty, { ssid: 'BRSKI%home' });
    assert.equal(decision?.decision, 'accept');
    assert.equal(ATTRIBUTES['Tunnel-Private-Group-ID'].first(plainOnes(decision?.attributes))?.value, '99');
    assert.equal(home.sessions.list()[0]?.credential, 'idevid');
  });

  it('must be a quarantine', () => {
    for (const obligations of [[], [{ type: 'session-timeout', value: '60' }]]) {
      assert.throws(
        () => door({ onboarding: { networks: ['x'], obligations } }),
        (thrown) => isSallyportError(thrown, 'E_ADMISSION_ARGUMENT'),
      );
    }
  });

  it('is the only one that does, and asks policy too', async () => {
    const home = door({ onboarding });
    assert.equal((await knock(home, newParty, { ssid: 'home' })).decision?.decision, 'reject');
    home.decide = async () => deny('not this maker');
    assert.equal((await knock(home, newParty, { ssid: 'BRSKI%home' })).decision?.decision, 'reject');
    assert.equal((await knock(door(), newParty, { ssid: 'BRSKI%home' })).decision?.decision, 'reject');
  });
});
