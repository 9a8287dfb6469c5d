/** `sallyport network config`: files for hostapd, wpa_supplicant and FreeRADIUS, ready to run. */

import { writeFileSync } from 'node:fs';
import { Secret } from '@sallyport/core';
import {
  type FreeRadiusServerOptions,
  freeRadiusProxyConfiguration,
  freeRadiusServerConfiguration,
  hostapdConfiguration,
  wpaSupplicantConfiguration,
} from '@sallyport/wifi-wired';
import { Command, Option } from 'commander';
import { fileReason } from '../../data/file-reason.ts';
import { fail } from '../../errors.ts';
import { count, hostAndPort, port } from '../../options.ts';
import type { RunContext } from '../../run-context.ts';
import { showValue } from '../../view/value-view.ts';
import { jsonCommand, perform } from '../common.ts';
import { RADIUS_SECRET_VARIABLE, sharedSecret } from './radius.ts';

interface OutOptions {
  readonly json: boolean;
  readonly out?: string;
}

interface SecretOptions extends OutOptions {
  readonly secretFile?: string;
}

interface HostapdCommandOptions extends SecretOptions {
  readonly interface: string;
  readonly bridge?: string;
  readonly ssid?: string;
  readonly country: string;
  readonly band: '2.4 GHz' | '5 GHz';
  readonly channel: number;
  readonly security?: 'wpa2' | 'wpa2+wpa3' | 'wpa3';
  readonly vlans: 'off' | 'optional' | 'required';
  readonly nas: string;
  readonly ownAddress: string;
  readonly radius: { readonly host: string; readonly port: number };
  readonly accountingPort?: number;
  readonly disconnectPort: number;
}

interface StationCommandOptions extends OutOptions {
  readonly ssid?: string;
  readonly security?: 'wpa2' | 'wpa2+wpa3' | 'wpa3';
  readonly identity: string;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  readonly serverName: string;
}

interface FreeRadiusCommandOptions extends SecretOptions {
  readonly client: string;
  readonly clientName: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly accountingPort?: number;
  readonly user?: string;
  readonly sallyport?: { readonly host: string; readonly port: number };
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly ocspUrl?: string;
  readonly crl: boolean;
  readonly vlan?: number;
}

const OUT = ['-o, --out <file>', 'write it here, for nobody else to read; default: standard output'] as const;
const SECRET_FILE = [
  '--secret-file <file>',
  `the shared secret is the first line of this file; or set ${RADIUS_SECRET_VARIABLE}`,
] as const;
const SECURITY = () => new Option('--security <kind>', 'what stations must do').choices(['wpa2', 'wpa2+wpa3', 'wpa3']);

export function networkCommand(context: RunContext): Command {
  const config = new Command('config').description('configuration for other programs, ready to run');
  for (const each of [hostapd(context), station(context), freeRadius(context)]) config.addCommand(each);
  return new Command('network').description('networks that devices are let into').addCommand(config);
}

function hostapd(context: RunContext): Command {
  return jsonCommand('hostapd', 'hostapd.conf: an access point or a wired port that asks this domain')
    .requiredOption('--interface <name>', 'the radio, or the wired port')
    .option('--bridge <name>', 'the bridge it is in')
    .option('--ssid <name>', 'the name of the Wi-Fi network; without it, a wired port')
    .option('--country <code>', 'the country whose rules the radio keeps', 'GB')
    .addOption(new Option('--band <band>', 'which band').choices(['2.4 GHz', '5 GHz']).default('2.4 GHz'))
    .option('--channel <number>', 'which channel', count, 6)
    .addOption(SECURITY())
    .addOption(
      new Option('--vlans <use>', 'VLANs by RADIUS').choices(['off', 'optional', 'required']).default('optional'),
    )
    .requiredOption('--nas <name>', 'how it names itself')
    .requiredOption('--own-address <address>', 'its own address')
    .requiredOption('--radius <host:port>', 'address and port where this domain takes RADIUS', hostAndPort)
    .option('--accounting-port <port>', 'port for accounting (default: the next one)', port)
    .option('--disconnect-port <port>', 'UDP port on which it takes Disconnect-Requests', port, 3799)
    .option(...SECRET_FILE)
    .option(...OUT)
    .action((options: HostapdCommandOptions) => perform(context, options.json, () => writeHostapd(options, context)));
}

function station(context: RunContext): Command {
  return jsonCommand('wpa-supplicant', 'wpa_supplicant.conf: a device with its LDevID')
    .option('--ssid <name>', 'the name of the Wi-Fi network; without it, a wired port')
    .addOption(SECURITY())
    .option('--identity <text>', 'what the device calls itself beforehand', '@sallyport.invalid')
    .requiredOption('--ca <file>', 'PEM of the domain CA, where the device has it')
    .requiredOption('--certificate <file>', 'PEM of the LDevID')
    .requiredOption('--key <file>', 'PEM of its key')
    .requiredOption('--server-name <name>', "the name in the RADIUS server's certificate")
    .option(...OUT)
    .action((options: StationCommandOptions) =>
      perform(context, options.json, async () => {
        const { ssid, security, identity, ca, certificate, key, serverName } = options;
        const text = wpaSupplicantConfiguration({
          ssid,
          identity,
          caFile: ca,
          certificateFile: certificate,
          keyFile: key,
          serverName,
          ...(security === undefined ? {} : { security }),
        });
        return deliver(text, options, context);
      }),
    );
}

function freeRadius(context: RunContext): Command {
  return jsonCommand('freeradius', 'radiusd.conf of FreeRADIUS 3: a server of its own, or a proxy before this domain')
    .requiredOption('--client <address>', 'address or prefix of the NASes that ask it')
    .option('--client-name <name>', 'what to call them', 'nas')
    .requiredOption('--listen <host:port>', 'where it listens', hostAndPort)
    .option('--accounting-port <port>', 'port for accounting (default: the next one)', port)
    .option('--user <name>', 'the account that it runs as; freerad on Debian')
    .option('--sallyport <host:port>', 'be a proxy: where this domain takes RADIUS', hostAndPort)
    .option('--ca <file>', 'be a server: PEM of the domain CA')
    .option('--certificate <file>', 'PEM of its certificate: see `sallyport ca issue --profile radius`')
    .option('--key <file>', 'PEM of its key')
    .option('--ocsp-url <url>', 'where the domain answers OCSP')
    .option('--crl', 'go by the revocation list, which stands behind the CA in its file, instead of asking', false)
    .option('--vlan <number>', 'the VLAN for every device', count)
    .option(...SECRET_FILE)
    .option(...OUT)
    .action((options: FreeRadiusCommandOptions) =>
      perform(context, options.json, () => writeFreeRadius(options, context)),
    );
}

async function writeHostapd(options: HostapdCommandOptions, context: RunContext): Promise<undefined> {
  const { ssid, country, band, channel, security, vlans, radius, bridge } = options;
  const text = hostapdConfiguration({
    interface: options.interface,
    ...(bridge === undefined ? {} : { bridge }),
    wifi:
      ssid === undefined
        ? undefined
        : { ssid, country, band, channel, vlans, ...(security === undefined ? {} : { security }) },
    nasIdentifier: options.nas,
    ownAddress: options.ownAddress,
    radius: {
      address: radius.host,
      authenticationPort: radius.port,
      accountingPort: options.accountingPort ?? radius.port + 1,
      secret: Secret.of(await sharedSecret(options.secretFile, context)),
    },
    dynamicAuthorization: { port: options.disconnectPort },
  });
  return deliver(text, options, context);
}

/** By one of both, or undefined. */
function revocationOf({ ocspUrl, crl }: FreeRadiusCommandOptions): FreeRadiusServerOptions['revocation'] | undefined {
  if (crl) return ocspUrl === undefined ? { list: 'in-ca-file' } : undefined;
  return ocspUrl === undefined ? undefined : { ocspUrl };
}

async function writeFreeRadius(options: FreeRadiusCommandOptions, context: RunContext): Promise<undefined> {
  const { listen, user, sallyport, ca, certificate, key, vlan } = options;
  const secret = Secret.of(await sharedSecret(options.secretFile, context));
  const common = {
    listen: {
      address: listen.host,
      authenticationPort: listen.port,
      accountingPort: options.accountingPort ?? listen.port + 1,
    },
    clients: [{ name: options.clientName, address: options.client, secret }],
    ...(user === undefined ? {} : { user }),
  };
  if (sallyport !== undefined) {
    const { host, port: authenticationPort } = sallyport;
    const home = { address: host, authenticationPort, accountingPort: authenticationPort + 1, secret };
    return deliver(freeRadiusProxyConfiguration({ ...common, sallyport: home }), options, context);
  }
  const revocation = revocationOf(options);
  if (ca === undefined || certificate === undefined || key === undefined || revocation === undefined) {
    throw fail(
      'E_CLI_USAGE',
      'give --sallyport for a proxy, or --ca, --certificate, --key and either --ocsp-url or --crl for a server',
    );
  }
  const files = { caFile: ca, certificateFile: certificate, keyFile: key, revocation };
  const text = freeRadiusServerConfiguration({ ...common, ...files, ...(vlan === undefined ? {} : { vlan }) });
  return deliver(text, options, context);
}

/** Files hold shared secrets, so they are for nobody else. @throws E_CLI_FILE */
async function deliver(text: string, { out, json }: OutOptions, { terminal }: RunContext): Promise<undefined> {
  if (out === undefined) {
    if (json) showValue(terminal, { configuration: text }, json);
    else terminal.out(text);
    return undefined;
  }
  try {
    writeFileSync(out, text, { mode: 0o600 });
  } catch (cause) {
    throw fail('E_CLI_FILE', `${out} cannot be written: ${fileReason(cause)}`, { cause });
  }
  showValue(terminal, json ? { written: out } : `written to ${out}`, json);
  return undefined;
}
