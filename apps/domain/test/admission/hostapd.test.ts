import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { describe, it } from 'node:test';
import { Secret } from '@sallyport/core';
import { hostapdConfiguration, wpaSupplicantConfiguration } from '@sallyport/wifi-wired';
import { lampKey, SECRET, startNetwork, writeCredentials } from './support/network.ts';
import { folder, missing, run } from './support/programs.ts';
import { makeWire, noWire, start } from './support/wire.ts';

const skip = missing('hostapd') || missing('wpa_supplicant') || noWire();

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

describe('hostapd and wpa_supplicant on a wire, by the generated files', { skip }, () => {
  it('open the port to a device, and shut it within a second when trust is gone', async (t) => {
    using wire = makeWire();
    assert.ok(wire !== undefined);
    const dasPort = await freePort();
    // hostapd puts nobody into a VLAN on a wire, and so keeps out whom policy wants in one.
    await using network = await startNetwork({ admission: { terms: [] } }, { port: dasPort });
    await using files = await folder();
    const { authenticationPort = 0, accountingPort = 0 } = network.domain.admission.listening ?? {};
    const hostapdFile = await files.write(
      'hostapd.conf',
      hostapdConfiguration({
        interface: wire.port,
        wifi: undefined,
        nasIdentifier: 'ap-1',
        ownAddress: '127.0.0.1',
        radius: { address: '127.0.0.1', authenticationPort, accountingPort, secret: Secret.of(SECRET) },
        dynamicAuthorization: { port: dasPort },
        controlDirectory: `${files.path}/hostapd`,
      }),
    );
    const paths = await writeCredentials(files, network, await network.issue());
    const stationFile = await files.write(
      'wpa_supplicant.conf',
      wpaSupplicantConfiguration({
        ssid: undefined,
        identity: '@home.example',
        ...paths,
        serverName: 'radius.home.example',
        controlDirectory: `${files.path}/station`,
      }),
    );
    await using hostapd = start('hostapd', [hostapdFile]);
    assert.ok(await hostapd.says('AP-ENABLED'), hostapd.output());
    await using station = start('wpa_supplicant', ['-Dwired', `-i${wire.station}`, `-c${stationFile}`]);
    assert.ok(await station.says('CTRL-EVENT-EAP-SUCCESS', 20_000), `${station.output()}\n${hostapd.output()}`);
    assert.ok(await hostapd.says('AP-STA-CONNECTED'), hostapd.output());
    await until(() => network.lastStep('E.3') !== undefined);
    assert.equal(network.domain.admission.live[0]?.state, 'open');
    assert.equal(network.lastStep('E.3')?.facts['medium'], 'wired');

    const begun = performance.now();
    await network.domain.lists.add('refused', lampKey, 'it smokes');
    assert.ok(await hostapd.says('AP-STA-DISCONNECTED'), hostapd.output());
    const elapsed = performance.now() - begun;
    t.diagnostic(`port shut ${elapsed.toFixed(1)} ms after trust was withdrawn`);
    assert.ok(elapsed < 1000);
    await network.domain.admission.settled();
    assert.equal(network.lastStep('F.0')?.ok, true);
    assert.equal(network.domain.admission.live.length, 0);
    // On a wire nobody tells the station that it was put out: it asks again when it is told to, and stays out.
    await run('wpa_cli', ['-p', `${files.path}/station`, '-i', wire.station, 'reassociate']);
    await until(() => network.lastStep('E.2')?.ok === false);
    assert.match(network.lastStep('E.2')?.message ?? '', /it smokes/);
  });
});

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!isSo() && performance.now() < end) {
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}
