/**
 * FreeRADIUS 3 for owners who keep it: as a server of its own that takes the domain's LDevIDs and learns by OCSP or from the
 * revocation list whether each still counts, or as a proxy in front of Sallyport. One self-contained file each.
 */

import type { Secret } from '@sallyport/core';
import { fail } from '../errors.ts';
import { address, exposed, numberWithin, portNumber, word } from './values.ts';

export interface FreeRadiusClient {
  readonly name: string;
  /** An address, or a prefix such as `192.0.2.0/24`. */
  readonly address: string;
  readonly secret: Secret;
}

interface Common {
  readonly listen: { readonly address: string; readonly authenticationPort: number; readonly accountingPort: number };
  readonly clients: readonly FreeRadiusClient[];
  /** For the process's own files. Default `/run/freeradius`. */
  readonly runDirectory?: string;
  /** The account to run as, with a group of the same name; Debian’s is `freerad`. Default: whoever starts it. */
  readonly user?: string;
}

export interface FreeRadiusServerOptions extends Common {
  /** PEM of the domain CA. */
  readonly caFile: string;
  /** PEM of the server's certificate, of the `radius` profile. */
  readonly certificateFile: string;
  readonly keyFile: string;
  /**
   * How it learns whether a certificate still counts: asks the domain by OCSP, or has the domain's revocation list, as PEM behind
   * the CA in `caFile`, read at its start. A device whose status nobody tells by OCSP is refused.
   */
  readonly revocation: { readonly ocspUrl: string } | { readonly list: 'in-ca-file' };
  /** The VLAN for every device. A server that does not ask Sallyport's policy cannot tell them apart. */
  readonly vlan?: number;
}

export interface FreeRadiusProxyOptions extends Common {
  /** Where Sallyport listens. */
  readonly sallyport: {
    readonly address: string;
    readonly authenticationPort: number;
    readonly accountingPort: number;
    readonly secret: Secret;
  };
}

/** The file `radiusd.conf`, with nothing beside it. Holds shared secrets. @throws E_CONFIGURATION_ARGUMENT */
export function freeRadiusServerConfiguration(options: FreeRadiusServerOptions): string {
  return text([
    ...head(options),
    ...block('modules', [
      ...block('eap', [
        'default_eap_type = tls',
        'timer_expire = 60',
        'ignore_unknown_eap_types = no',
        'max_sessions = 16384',
        ...block('tls-config domain', tlsLines(options)),
        ...block('tls', ['tls = domain']),
      ]),
      ...PAIRS,
    ]),
    ...server(options, {
      authorize: ['eap {', '    ok = return', '}'],
      authenticate: ['eap'],
      'post-auth': options.vlan === undefined ? [] : vlanLines(options.vlan),
      accounting: ['ok'],
    }),
  ]);
}

/** The file `radiusd.conf` of a proxy. Holds shared secrets. @throws E_CONFIGURATION_ARGUMENT */
export function freeRadiusProxyConfiguration(options: FreeRadiusProxyOptions): string {
  const { sallyport } = options;
  const home = (name: string, type: string, port: number) =>
    block(`home_server ${name}`, [
      `type = ${type}`,
      `ipaddr = ${address("Sallyport's address", sallyport.address)}`,
      `port = ${portNumber('the port', port)}`,
      `secret = '${exposed("Sallyport's shared secret", sallyport.secret)}'`,
      'response_window = 6',
      'zombie_period = 40',
      'status_check = status-server',
    ]);
  return text([
    ...head(options),
    'proxy_requests = yes',
    ...block('proxy server', ['default_fallback = no']),
    ...home('sallyport_auth', 'auth', sallyport.authenticationPort),
    ...home('sallyport_acct', 'acct', sallyport.accountingPort),
    ...block('home_server_pool sallyport_auth', ['home_server = sallyport_auth']),
    ...block('home_server_pool sallyport_acct', ['home_server = sallyport_acct']),
    ...block('realm sallyport', ['auth_pool = sallyport_auth', 'acct_pool = sallyport_acct', 'nostrip']),
    ...block('modules', PAIRS),
    ...server(options, {
      authorize: block('update control', ['&Proxy-To-Realm := "sallyport"']),
      preacct: block('update control', ['&Proxy-To-Realm := "sallyport"']),
      accounting: ['ok'],
    }),
  ]);
}

/** Modules that sections name. */
const PAIRS = block('always ok', ['rcode = ok']);

function tlsLines({ caFile, certificateFile, keyFile, revocation }: FreeRadiusServerOptions): readonly string[] {
  return [
    `private_key_file = ${word('the file of the key', keyFile)}`,
    `certificate_file = ${word('the file of the certificate', certificateFile)}`,
    `ca_file = ${word('the file of the CA', caFile)}`,
    'auto_chain = no',
    'cipher_list = "HIGH"',
    'tls_min_version = "1.2"',
    'tls_max_version = "1.3"',
    'fragment_size = 1024',
    'include_length = yes',
    // A resumed session would not be asked about.
    ...block('cache', ['enable = no']),
    ...('list' in revocation ? ['check_crl = yes'] : ocspLines(revocation.ocspUrl)),
  ];
}

function ocspLines(url: string): readonly string[] {
  return block('ocsp', [
    'enable = yes',
    'override_cert_url = yes',
    `url = "${httpUrl(url)}"`,
    'use_nonce = yes',
    'timeout = 5',
    'softfail = no',
  ]);
}

function vlanLines(vlan: number): readonly string[] {
  return block('update reply', [
    '&Tunnel-Type := VLAN',
    '&Tunnel-Medium-Type := IEEE-802',
    `&Tunnel-Private-Group-Id := "${numberWithin('the VLAN', vlan, 1, 4094)}"`,
  ]);
}

function head({ clients, runDirectory = '/run/freeradius', user }: Common): readonly string[] {
  const directory = word('the run directory', runDirectory);
  return [
    '# FreeRADIUS 3, configured by Sallyport. Holds shared secrets: mode 0640.',
    `run_dir = ${directory}`,
    `pidfile = ${directory}/sallyport.pid`,
    'max_request_time = 30',
    'max_requests = 16384',
    'hostname_lookups = no',
    ...block('security', [
      ...(user === undefined ? [] : [`user = ${word('the account', user)}`, `group = ${word('the account', user)}`]),
      'allow_core_dumps = no',
      'max_attributes = 200',
      'reject_delay = 1',
      'status_server = yes',
    ]),
    ...clients.flatMap((client) =>
      block(`client ${word('the name of a client', client.name)}`, [
        `ipaddr = ${word('the address of a client', client.address)}`,
        `secret = '${exposed(`the shared secret of ${client.name}`, client.secret)}'`,
        'require_message_authenticator = yes',
      ]),
    ),
  ];
}

function server({ listen }: Common, sections: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const listener = (type: string, port: number) =>
    block('listen', [
      `type = ${type}`,
      `ipaddr = ${address('the address to listen on', listen.address)}`,
      `port = ${portNumber('the port to listen on', port)}`,
    ]);
  return block('server sallyport', [
    ...listener('auth', listen.authenticationPort),
    ...listener('acct', listen.accountingPort),
    ...Object.entries(sections).flatMap(([name, lines]) => block(name, lines)),
  ]);
}

/** @throws E_CONFIGURATION_ARGUMENT */
function httpUrl(url: string): string {
  if (/^http:\/\/[A-Za-z0-9.:[\]_-]+(?:\/[A-Za-z0-9._/-]*)?$/.test(url)) return url;
  throw fail('E_CONFIGURATION_ARGUMENT', 'the OCSP URL is not a plain http URL');
}

function block(name: string, lines: readonly string[]): readonly string[] {
  return [`${name} {`, ...lines.map((line) => `    ${line}`), '}'];
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
