/** Services that are not restarted for longer than their certificates last. */

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { DAY, ManualClock } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import { handOf, introduce, Lab, openProvisional, pledgeRequest, post } from '../../src/index.ts';

describe('a registrar that runs on', () => {
  const lab = new Lab();
  after(() => lab.close());

  it('renews its certificate in time and serves devices with it, also those that saw the one before', async () => {
    const clock = new ManualClock(new Date(Date.now() - 320 * DAY));
    const manufacturer = await lab.startManufacturer();
    const domain = await lab.startDomain({ clock });
    const first = domain.registrarCertificate;
    await domain.renew();
    assert.ok(domain.registrarCertificate.equals(first), 'there is no hurry yet');

    clock.set(new Date());
    await domain.renew();
    const second = domain.registrarCertificate;
    assert.ok(!second.equals(first));
    assert.ok(second.notAfter.getTime() > Date.now() + 300 * DAY);
    await introduce(manufacturer, domain);

    const hand = await handOf(await lab.bear(manufacturer, 'LONG-1'));
    const connection = await openProvisional(domain.port ?? 0, hand.tls);
    const [shown] = connection.serverChain;
    connection.close();
    assert.ok(shown !== undefined && Certificate.parse(shown).equals(second));

    const early = await post(domain.port ?? 0, hand.tls, await pledgeRequest(hand, first.der));
    assert.equal(early.status, 200);
    const device = await lab.bear(manufacturer, 'LONG-2');
    await lab.bringAboard(device, domain);
  });
});

describe('a MASA and a factory station that run on', () => {
  const lab = new Lab();
  after(() => lab.close());

  it('show renewed certificates in time', async () => {
    const clock = new ManualClock(new Date(Date.now() - 320 * DAY));
    const manufacturer = await lab.startManufacturer({ clock });
    const shown = async () => {
      const ends: number[] = [];
      for (const port of [manufacturer.masaPort, manufacturer.stationPort]) {
        const connection = await openProvisional(port ?? 0, undefined);
        const [certificate] = connection.serverChain;
        connection.close();
        assert.ok(certificate !== undefined);
        ends.push(Certificate.parse(certificate).notAfter.getTime());
      }
      return ends;
    };
    await manufacturer.renew();
    assert.ok(
      (await shown()).every((end) => end < Date.now() + 50 * DAY),
      'there is no hurry yet',
    );
    clock.set(new Date());
    await manufacturer.renew();
    assert.ok((await shown()).every((end) => end > Date.now() + 300 * DAY));
  });
});
