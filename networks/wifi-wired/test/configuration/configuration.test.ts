import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isSallyportError, Secret } from '@sallyport/core';
import fc from 'fast-check';
import {
  freeRadiusProxyConfiguration,
  freeRadiusServerConfiguration,
  type HostapdOptions,
  type HostapdWifi,
  hostapdConfiguration,
  type WpaSupplicantOptions,
  wpaSupplicantConfiguration,
} from '../../src/index.ts';

const secret = Secret.of("it's #1: a secret = long enough");
const plainSecret = Secret.of('a secret of the NAS and the server');

const wifi: HostapdWifi = { ssid: 'Home', country: 'GB', band: '5 GHz', channel: 36 };
const hostapd: HostapdOptions = {
  interface: 'wlan0',
  wifi,
  nasIdentifier: 'ap-1',
  ownAddress: '192.0.2.7',
  radius: { address: '192.0.2.1', authenticationPort: 1812, accountingPort: 1813, secret: plainSecret },
};
const station: WpaSupplicantOptions = {
  ssid: 'Home',
  identity: '@home.example',
  caFile: '/etc/sallyport/ca.pem',
  certificateFile: '/etc/sallyport/device.pem',
  keyFile: '/etc/sallyport/device.key',
  serverName: 'radius.home.example',
};
const common = {
  listen: { address: '192.0.2.9', authenticationPort: 1812, accountingPort: 1813 },
  clients: [{ name: 'ap-1', address: '192.0.2.0/24', secret: plainSecret }],
};
const freeRadius = {
  ...common,
  caFile: '/etc/ca.pem',
  certificateFile: '/etc/own.pem',
  keyFile: '/etc/own.key',
  revocation: { ocspUrl: 'http://192.0.2.1:8080/ocsp' },
};

const refuses = (make: () => string) =>
  assert.throws(make, (thrown) => isSallyportError(thrown, 'E_CONFIGURATION_ARGUMENT'));

describe('hostapd.conf', () => {
  it('has an access point ask, account, and take Disconnect-Requests', () => {
    const text = hostapdConfiguration({ ...hostapd, wifi: { ...wifi, security: 'wpa3', vlans: 'required' } });
    for (const line of [
      'driver=nl80211',
      'ssid2="Home"',
      'hw_mode=a',
      'wpa_key_mgmt=WPA-EAP-SHA256',
      'ieee80211w=2',
      'dynamic_vlan=2',
      'disable_pmksa_caching=1',
      'auth_server_addr=192.0.2.1',
      'acct_server_port=1813',
      'radius_das_client=192.0.2.1 a secret of the NAS and the server',
      'radius_das_require_event_timestamp=1',
    ]) {
      assert.ok(text.includes(`\n${line}\n`), line);
    }
  });

  it('has a wired port heed the VLAN that RADIUS says, and say that it is one', () => {
    const text = hostapdConfiguration({ ...hostapd, wifi: undefined });
    for (const line of ['driver=wired', 'dynamic_vlan=1', 'radius_auth_req_attr=61:d:15']) {
      assert.ok(text.includes(`\n${line}\n`), line);
    }
  });

  it('opens no port for Disconnect-Requests when it is not to', () => {
    assert.doesNotMatch(hostapdConfiguration({ ...hostapd, dynamicAuthorization: 'none' }), /radius_das/);
  });

  it('writes a name that people cannot read in hexadecimal', () => {
    assert.match(
      hostapdConfiguration({ ...hostapd, wifi: { ...wifi, ssid: 'a"\nwpa=0' } }),
      /^ssid2=61220a7770613d30$/m,
    );
    refuses(() => hostapdConfiguration({ ...hostapd, wifi: { ...wifi, ssid: '' } }));
    refuses(() => hostapdConfiguration({ ...hostapd, wifi: { ...wifi, ssid: 'é'.repeat(17) } }));
  });

  it('has as many lines as it should, whatever it is given', () => {
    const lines = hostapdConfiguration(hostapd).split('\n').length;
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, text) => {
        const radius = { ...hostapd.radius, secret: Secret.of(text) };
        try {
          const written = hostapdConfiguration({ ...hostapd, nasIdentifier: name, radius, interface: name });
          assert.equal(written.split('\n').length, lines);
        } catch (thrown) {
          assert.ok(isSallyportError(thrown, 'E_CONFIGURATION_ARGUMENT'));
          assert.equal(text.length > 3 && thrown.message.includes(text), false);
        }
      }),
    );
  });
});

describe('wpa_supplicant.conf', () => {
  it('checks the server by its CA and its name, on Wi-Fi and on a wire', () => {
    const air = wpaSupplicantConfiguration(station);
    assert.match(air, /domain_match="radius\.home\.example"/);
    assert.match(air, /key_mgmt=WPA-EAP WPA-EAP-SHA256/);
    const wire = wpaSupplicantConfiguration({ ...station, ssid: undefined });
    assert.match(wire, /key_mgmt=IEEE8021X/);
    assert.match(wire, /ap_scan=0/);
  });

  it('refuses a value that would leave its quotes', () => {
    refuses(() => wpaSupplicantConfiguration({ ...station, serverName: 'x"\n    eap=MD5' }));
    refuses(() => wpaSupplicantConfiguration({ ...station, caFile: '/etc/a file' }));
  });
});

describe('radiusd.conf', () => {
  it('asks OCSP about each device, and takes no answer for a no', () => {
    const text = freeRadiusServerConfiguration({ ...freeRadius, vlan: 42 });
    assert.match(text, /url = "http:\/\/192\.0\.2\.1:8080\/ocsp"/);
    assert.match(text, /softfail = no/);
    assert.match(text, /Tunnel-Private-Group-Id := "42"/);
    refuses(() => freeRadiusServerConfiguration({ ...freeRadius, revocation: { ocspUrl: 'https://x"; }' } }));
    refuses(() => freeRadiusServerConfiguration({ ...freeRadius, vlan: 4095 }));
  });

  it('goes by the revocation list where there is one, and asks nobody', () => {
    const text = freeRadiusServerConfiguration({ ...freeRadius, revocation: { list: 'in-ca-file' } });
    assert.match(text, /check_crl = yes/);
    assert.doesNotMatch(text, /ocsp/);
  });

  it('demands Message-Authenticator of its clients', () => {
    const sallyport = hostapd.radius;
    assert.match(freeRadiusProxyConfiguration({ ...common, sallyport }), /require_message_authenticator = yes/);
  });

  it('refuses a secret that would leave its quotes', () => {
    refuses(() => freeRadiusServerConfiguration({ ...freeRadius, clients: [{ name: 'a', address: '::1', secret }] }));
  });
});

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-configuration-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** False, or why the tests with this program are skipped. */
function missing(program: string): string | false {
  return spawnSync(program, ['-v'], { stdio: 'ignore' }).error === undefined ? false : `${program} is not installed`;
}

function run(program: string, args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(program, [...args], { encoding: 'utf8', timeout: 20_000 });
  return `${stdout}${stderr}`;
}

describe('hostapd itself', { skip: missing('hostapd') }, () => {
  for (const [what, changes] of [
    ['an access point for WPA2 and WPA3', {}],
    ['an access point for WPA3 with VLANs', { wifi: { ...wifi, security: 'wpa3', vlans: 'required', trunk: 'eth0' } }],
    ['a wired port', { wifi: undefined }],
  ] as const satisfies readonly (readonly [string, Partial<HostapdOptions>])[]) {
    it(`reads the file of ${what}`, () =>
      inFolder((folder) => {
        const file = join(folder, 'hostapd.conf');
        const options = { ...hostapd, ...changes, interface: 'nothing0', controlDirectory: `${folder}/control` };
        writeFileSync(file, hostapdConfiguration(options));
        const output = run('hostapd', [file]);
        // It gets as far as the interface, which is not there.
        assert.doesNotMatch(output, /Line \d+|errors? found in configuration/);
        assert.match(output, /nothing0/);
      }));
  }
});

describe('wpa_supplicant itself', { skip: missing('wpa_supplicant') }, () => {
  for (const ssid of ['Home', undefined]) {
    it(`reads the file of ${ssid === undefined ? 'a wired device' : 'a device on Wi-Fi'}`, () =>
      inFolder((folder) => {
        const file = join(folder, 'wpa_supplicant.conf');
        writeFileSync(file, wpaSupplicantConfiguration({ ...station, ssid, controlDirectory: `${folder}/control` }));
        const output = run('wpa_supplicant', ['-i', 'nothing0', '-D', 'wired', '-c', file]);
        assert.doesNotMatch(output, /Line \d+|Failed to read/);
        assert.match(output, /nothing0/);
      }));
  }
});

describe('FreeRADIUS itself', { skip: missing('freeradius') }, () => {
  it('finds the file of a proxy in order', () =>
    inFolder((folder) => {
      const sallyport = hostapd.radius;
      writeFileSync(join(folder, 'radiusd.conf'), freeRadiusProxyConfiguration({ ...common, sallyport }));
      assert.match(run('freeradius', ['-XC', '-d', folder, '-n', 'radiusd']), /Configuration appears to be OK/);
    }));
});
