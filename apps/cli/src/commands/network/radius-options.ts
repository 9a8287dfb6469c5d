/** The options with which a domain listens for RADIUS. */

import type { NetworkAdmissionOptions } from '@sallyport/app-domain';
import { isSallyportError } from '@sallyport/core';
import { obligationAttributes } from '@sallyport/wifi-wired';
import { type Command, InvalidArgumentError } from 'commander';
import { DEFAULTS } from '../../defaults.ts';
import { fail } from '../../errors.ts';
import { port } from '../../options.ts';

export interface RadiusOptions {
  readonly radiusPort?: number;
  readonly radiusAccountingPort?: number;
  readonly radiusHost?: string;
  readonly radiusName?: string[];
  readonly terms?: string[];
  readonly onboardingNetwork?: string[];
  readonly quarantineVlan?: string;
}

export function withRadius(command: Command): Command {
  return command
    .option(
      '--radius-port <port>',
      'let devices with an LDevID onto networks: listen for RADIUS on this UDP port',
      port,
    )
    .option('--radius-accounting-port <port>', 'UDP port for RADIUS accounting (default: the port above)', port)
    .option('--radius-host <address>', `address to listen on for RADIUS (default: ${DEFAULTS.host})`)
    .option('--radius-name <host...>', "names in the RADIUS server's certificate, which devices check")
    .option('--terms <type=value...>', 'what holds for devices on the network, such as vlan=42', term)
    .option(
      '--onboarding-network <ssid...>',
      'let devices with nothing but a birth certificate onto these, in quarantine',
    )
    .option('--quarantine-vlan <number>', 'the VLAN of that quarantine', vlan);
}

/** Undefined when RADIUS is not to be listened for. @throws E_CLI_USAGE */
export function admissionOf(options: RadiusOptions): NetworkAdmissionOptions | undefined {
  const { radiusPort, radiusHost = DEFAULTS.host, radiusName, terms = [], onboardingNetwork, quarantineVlan } = options;
  if (radiusPort === undefined) return undefined;
  if ((onboardingNetwork === undefined) !== (quarantineVlan === undefined)) {
    throw fail('E_CLI_USAGE', '--onboarding-network and --quarantine-vlan go together');
  }
  // Port 0 lets the system choose each; RFC 2866 §3 has accounting on the next port.
  const accountingPort = options.radiusAccountingPort ?? (radiusPort === 0 ? 0 : radiusPort + 1);
  return {
    listen: { host: radiusHost, authenticationPort: radiusPort, accountingPort },
    terms: terms.map(obligationOf),
    ...(radiusName === undefined ? {} : { hosts: radiusName }),
    ...(onboardingNetwork === undefined || quarantineVlan === undefined
      ? {}
      : { onboarding: { networks: onboardingNetwork, obligations: [{ type: 'vlan', value: quarantineVlan }] } }),
  };
}

function term(text: string, before: readonly string[] = []): string[] {
  try {
    obligationAttributes([obligationOf(text)]);
  } catch (thrown) {
    throw new InvalidArgumentError(isSallyportError(thrown) ? `${thrown.message}.` : 'it is TYPE=VALUE.');
  }
  return [...before, text];
}

function vlan(text: string): string {
  return term(`vlan=${text}`)[0]?.slice('vlan='.length) ?? text;
}

function obligationOf(text: string): { readonly type: string; readonly value: string } {
  const equals = text.indexOf('=');
  return { type: text.slice(0, Math.max(0, equals)), value: text.slice(equals + 1) };
}
