/** wpa_supplicant as a device that has its LDevID: EAP-TLS on Wi-Fi or a wire, and the server checked by name. */

import { ssidValue, word } from './values.ts';

export interface WpaSupplicantOptions {
  /** Undefined: a wired port. */
  readonly ssid: string | undefined;
  /** Default `wpa2+wpa3`. */
  readonly security?: 'wpa2' | 'wpa2+wpa3' | 'wpa3';
  /** What the device calls itself before it is authenticated. A realm alone tells nobody which device it is (RFC 9190 §2.1.4). */
  readonly identity: string;
  /** PEM of the domain CA. */
  readonly caFile: string;
  /** PEM of the LDevID. */
  readonly certificateFile: string;
  /** PEM of its key. */
  readonly keyFile: string;
  /** A DNS name that the RADIUS server's certificate must have. */
  readonly serverName: string;
  /** Directory of the control socket. Default `/run/wpa_supplicant`. */
  readonly controlDirectory?: string;
}

const KEY_MANAGEMENT = {
  wpa2: 'WPA-EAP WPA-EAP-SHA256',
  'wpa2+wpa3': 'WPA-EAP WPA-EAP-SHA256',
  wpa3: 'WPA-EAP-SHA256',
} as const;
const PROTECTED_FRAMES = { wpa2: 1, 'wpa2+wpa3': 1, wpa3: 2 } as const;

/** The file `wpa_supplicant.conf`. @throws E_CONFIGURATION_ARGUMENT */
export function wpaSupplicantConfiguration(options: WpaSupplicantOptions): string {
  const { ssid, security = 'wpa2+wpa3', controlDirectory = '/run/wpa_supplicant' } = options;
  const isWired = ssid === undefined;
  const network = [
    ...(isWired
      ? ['key_mgmt=IEEE8021X', 'eapol_flags=0']
      : [
          `ssid=${ssidValue(ssid)}`,
          'scan_ssid=1',
          `key_mgmt=${KEY_MANAGEMENT[security]}`,
          'pairwise=CCMP',
          'group=CCMP',
          `ieee80211w=${PROTECTED_FRAMES[security]}`,
        ]),
    'eap=TLS',
    `identity="${word('the identity', options.identity)}"`,
    `ca_cert="${word('the file of the CA', options.caFile)}"`,
    `client_cert="${word('the file of the certificate', options.certificateFile)}"`,
    `private_key="${word('the file of the key', options.keyFile)}"`,
    '# Any server that the domain CA certified would do without this.',
    `domain_match="${word("the server's name", options.serverName)}"`,
    'phase1="tls_disable_tlsv1_3=0"',
  ];
  const lines = [
    '# wpa_supplicant, configured by Sallyport.',
    `ctrl_interface=DIR=${word('the control directory', controlDirectory)}`,
    'eapol_version=2',
    `ap_scan=${isWired ? 0 : 1}`,
    ...(isWired ? [] : ['pmf=1']),
    '',
    'network={',
    ...network.map((line) => `    ${line}`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}
