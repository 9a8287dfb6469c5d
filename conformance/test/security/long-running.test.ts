/** A registrar that is not restarted for longer than its certificate lasts. */

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

    clock.set(new Date().toISOString());
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
