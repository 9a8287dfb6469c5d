/** A whole lab on loopback: a manufacturer, an owner's domain that accepts its devices, and devices that come aboard. */

import {
  type BroughtAboard,
  bearDevice,
  bringAboardBrski,
  type Device,
  type DiscoverySource,
  type FactoryLine,
  factoryStation,
} from '@sallyport/app-device';
import type { Domain } from '@sallyport/app-domain';
import { keyOf, type Manufacturer } from '@sallyport/app-manufacturer';
import { type Random, toBase64, toHex } from '@sallyport/core';
import { openHandOver } from '@sallyport/hand-over';
import type { EventListener } from '@sallyport/onboarding';
import type { RunContext } from '../run-context.ts';
import { domainAsk } from '../services/reach.ts';

/** What a device of the lab is made as. */
export const LAB_MODEL = 'example-sensor';

/** Serial numbers of lab devices: unique without asking anybody. */
export function newSerialNumber(random: Random): string {
  return `LAB-${toHex(random.bytes(4)).toUpperCase()}`;
}

/** The delivery that makes the manufacturer known to the owner and the device the owner's (CAHN use case 3). */
export async function deliver(
  manufacturer: Manufacturer,
  domain: Domain,
  serialNumbers: readonly string[],
): Promise<void> {
  const file = await manufacturer.sell(serialNumbers, {
    name: domain.owner,
    domainKey: keyOf(domain.authority.certificate),
  });
  const fingerprint = manufacturer.handOverSigner.fingerprint();
  await domainAsk(domain)('hand-over.accept', { file: toBase64(file), fingerprint, onlyThese: false });
}

/**
 * Tells the domain where the MASA is now, when it was started on another port or under another name than at the last
 * delivery. Nothing that the owner decided is changed by that.
 */
export async function followMasa(manufacturer: Manufacturer, domain: Domain): Promise<void> {
  const { handOver } = openHandOver(await manufacturer.sell([], { name: domain.owner }));
  const known = domain.manufacturers.known.find(({ trust }) =>
    handOver.idevidAnchors.some((anchor) => trust.anchors[0]?.equals(anchor) === true),
  );
  if (known === undefined || known.trust.masaUrl === handOver.masaUrl) return;
  await domain.manufacturers.introduce(handOver);
}

export interface BirthOrder {
  readonly device: Device;
  readonly line: FactoryLine;
  readonly serialNumber: string;
  readonly session: string;
  readonly events: EventListener;
  readonly context: RunContext;
}

/** Takes a blank device through the factory (CAHN 0.1 to 0.4). */
export async function bear({ device, line, serialNumber, session, events, context }: BirthOrder): Promise<void> {
  await bearDevice({
    device,
    line,
    serialNumber,
    model: LAB_MODEL,
    session,
    onEvent: events,
    clock: context.clock,
  });
}

export interface StationAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

/** The lab's factory station as a device reaches it. */
export function labStation(
  address: StationAddress,
  trust: Pick<Parameters<typeof factoryStation>[0], 'anchors' | 'password'>,
  context: RunContext,
): FactoryLine {
  return factoryStation({ ...address, ...trust, clock: context.clock, signal: context.signal });
}

export interface WayAboard {
  readonly device: Device;
  /** A registrar or join proxy known beforehand, and where else to look. */
  readonly candidates?: readonly { readonly host: string; readonly port: number }[];
  readonly discovery?: readonly DiscoverySource[];
  readonly session: string;
  readonly events: EventListener;
  readonly context: RunContext;
  /** `one-round` gives up when every candidate has failed once. */
  readonly persistence: 'until-aboard' | 'one-round';
}

/** Brings a device that was born aboard (CAHN B to D.7). */
export function comeAboard({
  device,
  candidates = [],
  discovery = [],
  session,
  events,
  context,
  persistence,
}: WayAboard): Promise<BroughtAboard> {
  return bringAboardBrski({
    device,
    candidates,
    discovery,
    session,
    onEvent: events,
    clock: context.clock,
    clockIsTrusted: true,
    random: context.random,
    signal: context.signal,
    persistence,
  });
}
