import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { ATTRIBUTES, ERROR_CAUSES, type Nas } from '@sallyport/radius';
import { openDynamicAuthorizationClient } from '@sallyport/radius/transport';
import { withCode } from '@sallyport/testing';
import { openUdpSocket } from '@sallyport/udp';
import { freeUdpPort, start, without } from './support/programs.ts';

/** Without a radio it has no session to end; everything before that question it checks. */
describe('our dynamic authorization with hostapd', { skip: without('hostapd') }, () => {
  const ports = {
    clock: systemClock,
    timer: systemTimer,
    random: systemRandom,
    open: openUdpSocket,
    host: '127.0.0.1',
  };
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-hostapd-'));
  let hostapd: Awaited<ReturnType<typeof start>>;
  let nas: Nas;

  before(async () => {
    const port = await freeUdpPort();
    const file = join(folder, 'hostapd.conf');
    const lines = [
      'driver=none',
      'interface=lo',
      `ctrl_interface=${folder}/control`,
      'ieee8021x=1',
      'own_ip_addr=127.0.0.1',
      'nas_identifier=hostapd',
      'auth_server_addr=127.0.0.1',
      'auth_server_port=1',
      'auth_server_shared_secret=unused',
      `radius_das_port=${port}`,
      'radius_das_client=127.0.0.1 testing123',
      'radius_das_time_window=300',
      'radius_das_require_event_timestamp=1',
      'radius_das_require_message_authenticator=1',
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    hostapd = await start('hostapd', ['-dd', file], /AP-ENABLED/);
    nas = {
      name: 'hostapd',
      endpoint: { address: '127.0.0.1', port },
      secret: Secret.of('testing123'),
      identification: ATTRIBUTES['NAS-Identifier'].of('hostapd'),
    };
  });

  after(async () => {
    await hostapd?.stop();
    rmSync(folder, { recursive: true });
  });

  const session = ATTRIBUTES['Calling-Station-Id'].of('02-00-00-00-00-01');

  it('gets a genuine answer, though it demands Message-Authenticator and Event-Timestamp', async (t) => {
    const { client, close } = await openDynamicAuthorizationClient({}, ports);
    t.after(() => close());
    const answer = await client.disconnect(nas, { session });
    assert.equal(answer.isDone, false);
    assert.equal(answer.errorCause, ERROR_CAUSES.SESSION_CONTEXT_NOT_FOUND);
    const other = { ...nas, identification: ATTRIBUTES['NAS-Identifier'].of('another') };
    assert.equal((await client.disconnect(other, { session })).errorCause, ERROR_CAUSES.NAS_IDENTIFICATION_MISMATCH);
  });

  it('gets none with another secret', async (t) => {
    const retransmission = { initialTime: 50, maxDuration: 200 };
    const { client, close } = await openDynamicAuthorizationClient({ retransmission }, ports);
    t.after(() => close());
    const wrong = { ...nas, secret: Secret.of('wrong') };
    await assert.rejects(client.disconnect(wrong, { session }), withCode('E_RADIUS_NO_RESPONSE'));
  });
});
