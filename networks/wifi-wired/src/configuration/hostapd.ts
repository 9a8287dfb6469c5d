/** hostapd as a NAS of Sallyport: authenticates by 802.1X, asks by RADIUS, accounts, and takes Disconnect-Requests. */

import { MINUTE, type Milliseconds, SECOND, type Secret } from '@sallyport/core';
import { type Assignment, address, assignments, exposed, numberWithin, portNumber, ssidValue, word } from './values.ts';

export interface HostapdWifi {
  readonly ssid: string;
  /** ISO 3166-1, two letters: radio rules are a country's. */
  readonly country: string;
  readonly band: '2.4 GHz' | '5 GHz';
  readonly channel: number;
  /** `wpa2` lets old stations in; `wpa3` is Enterprise with protected management frames for all. Default `wpa2+wpa3`. */
  readonly security?: 'wpa2' | 'wpa2+wpa3' | 'wpa3';
  /** Puts stations into the VLAN that RADIUS says. `required` refuses those for whom it says none. Default `off`. */
  readonly vlans?: 'off' | 'optional' | 'required';
  /** The interface whose VLANs those are. */
  readonly trunk?: string;
}

export interface HostapdOptions {
  readonly interface: string;
  /** The bridge the interface is in, if any. */
  readonly bridge?: string;
  /** Undefined: a wired port. */
  readonly wifi: HostapdWifi | undefined;
  /** How the NAS names itself; the same as in Sallyport's list helps people. */
  readonly nasIdentifier: string;
  /** This machine's address, which Disconnect-Requests name. */
  readonly ownAddress: string;
  readonly radius: {
    readonly address: string;
    readonly authenticationPort: number;
    readonly accountingPort: number;
    readonly secret: Secret;
  };
  /** Where Disconnect-Requests are taken. Default port 3799, from the RADIUS server's address. */
  readonly dynamicAuthorization?: { readonly port: number } | 'none';
  /** Between interim accounting records, in milliseconds. Default 10 minutes. */
  readonly interim?: Milliseconds;
  /** Directory of the control socket. Default `/run/hostapd`. */
  readonly controlDirectory?: string;
}

const KEY_MANAGEMENT = {
  wpa2: 'WPA-EAP WPA-EAP-SHA256',
  'wpa2+wpa3': 'WPA-EAP WPA-EAP-SHA256',
  wpa3: 'WPA-EAP-SHA256',
} as const;
/** 802.11w: 1 where stations can, 2 for all. */
const PROTECTED_FRAMES = { wpa2: 1, 'wpa2+wpa3': 1, wpa3: 2 } as const;
const DYNAMIC_VLAN = { off: 0, optional: 1, required: 2 } as const;

/**
 * The file `hostapd.conf`. It holds the shared secret: keep it from others.
 * @throws E_CONFIGURATION_ARGUMENT
 */
export function hostapdConfiguration(options: HostapdOptions): string {
  const lines = [
    '# hostapd, configured by Sallyport. Holds a shared secret: mode 0600.',
    ...assignments([
      { key: 'interface', value: word('the interface', options.interface) },
      ...(options.bridge === undefined ? [] : [{ key: 'bridge', value: word('the bridge', options.bridge) }]),
      { key: 'driver', value: options.wifi === undefined ? 'wired' : 'nl80211' },
      { key: 'ctrl_interface', value: word('the control directory', options.controlDirectory ?? '/run/hostapd') },
      { key: 'logger_syslog', value: -1 },
      { key: 'logger_stdout', value: -1 },
    ]),
    '',
    ...assignments(options.wifi === undefined ? WIRED : wifiLines(options.wifi)),
    '',
    ...assignments(radiusLines(options)),
  ];
  return `${lines.join('\n')}\n`;
}

const WIRED: readonly Assignment[] = [
  { key: 'ieee8021x', value: 1 },
  { key: 'eapol_version', value: 2 },
  { key: 'use_pae_group_addr', value: 1, why: '802.1X-2020 §11.1.1: on a wire EAPOL goes to the group address.' },
  {
    key: 'dynamic_vlan',
    value: 1,
    why: 'Without it a station for which RADIUS says a VLAN would get the port untagged.',
  },
  { key: 'radius_auth_req_attr', value: '61:d:15', why: 'NAS-Port-Type Ethernet: hostapd says Wi-Fi by itself.' },
  { key: 'radius_acct_req_attr', value: '61:d:15' },
];

function wifiLines(wifi: HostapdWifi): readonly Assignment[] {
  const { security = 'wpa2+wpa3', vlans = 'off', trunk } = wifi;
  return [
    { key: 'ssid2', value: ssidValue(wifi.ssid) },
    { key: 'utf8_ssid', value: 1 },
    { key: 'country_code', value: word('the country', wifi.country) },
    { key: 'ieee80211d', value: 1 },
    { key: 'hw_mode', value: wifi.band === '2.4 GHz' ? 'g' : 'a' },
    { key: 'channel', value: numberWithin('the channel', wifi.channel, 1, 196) },
    { key: 'ieee80211n', value: 1 },
    { key: 'wmm_enabled', value: 1 },
    { key: 'auth_algs', value: 1 },
    { key: 'wpa', value: 2 },
    { key: 'wpa_key_mgmt', value: KEY_MANAGEMENT[security] },
    { key: 'rsn_pairwise', value: 'CCMP' },
    { key: 'ieee80211w', value: PROTECTED_FRAMES[security], why: 'Management frames are protected (802.11w).' },
    { key: 'ieee8021x', value: 1 },
    { key: 'eapol_version', value: 2 },
    {
      key: 'disable_pmksa_caching',
      value: 1,
      why: 'A station that comes back is judged anew: cached keys would let in whoever was put out.',
    },
    { key: 'okc', value: 0 },
    ...(vlans === 'off' ? [] : vlanLines(DYNAMIC_VLAN[vlans], trunk)),
  ];
}

function vlanLines(dynamicVlan: number, trunk: string | undefined): readonly Assignment[] {
  return [
    { key: 'dynamic_vlan', value: dynamicVlan },
    ...(trunk === undefined ? [] : [{ key: 'vlan_tagged_interface', value: word('the trunk', trunk) }]),
  ];
}

function radiusLines(options: HostapdOptions): readonly Assignment[] {
  const { radius, dynamicAuthorization = { port: 3799 }, interim = 10 * MINUTE } = options;
  const server = address("the RADIUS server's address", radius.address);
  const secret = exposed('the shared secret', radius.secret);
  return [
    { key: 'own_ip_addr', value: address('the own address', options.ownAddress) },
    { key: 'nas_identifier', value: word('the NAS identifier', options.nasIdentifier) },
    { key: 'auth_server_addr', value: server },
    { key: 'auth_server_port', value: portNumber('the authentication port', radius.authenticationPort) },
    { key: 'auth_server_shared_secret', value: secret },
    { key: 'acct_server_addr', value: server },
    { key: 'acct_server_port', value: portNumber('the accounting port', radius.accountingPort) },
    { key: 'acct_server_shared_secret', value: secret },
    {
      key: 'radius_acct_interim_interval',
      value: numberWithin('the interim interval in seconds', interim / SECOND, 60, 86_400),
    },
    ...(dynamicAuthorization === 'none' ? [] : disconnectLines(dynamicAuthorization.port, server, secret)),
  ];
}

function disconnectLines(port: number, server: string, secret: string): readonly Assignment[] {
  return [
    {
      key: 'radius_das_port',
      value: portNumber('the port for Disconnect-Requests', port),
      why: 'Takes Disconnect-Requests (RFC 5176), so that a device can be put out at once.',
    },
    { key: 'radius_das_client', value: `${server} ${secret}` },
    { key: 'radius_das_require_event_timestamp', value: 1 },
    { key: 'radius_das_require_message_authenticator', value: 0 },
  ];
}
