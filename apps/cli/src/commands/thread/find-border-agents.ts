/** Listening for border agents on the link, and what each of them says of itself. */

import { isSallyportError, type JsonObject, type JsonValue, type Milliseconds, toHex } from '@sallyport/core';
import { browse, type Service } from '@sallyport/dns-sd';
import { type BorderAgentTxt, decodeBorderAgentTxt } from '@sallyport/thread';
import { type RunContext, stopped } from '../../run-context.ts';

export interface WhereToLook {
  /** The interface; undefined as the system chooses. */
  readonly mdns?: string;
  readonly mdnsPort?: number;
}

export interface FoundBorderAgent {
  readonly service: Service;
  /** Undefined when its TXT record cannot be read. Nobody has proved any of it. */
  readonly txt: BorderAgentTxt | undefined;
  /** Why it cannot be read. */
  readonly problem: string | undefined;
}

/**
 * Listens for `span`, or until `isEnough` says so of what was found, or until the command is stopped.
 * @throws E_DNS_SD_INTERFACE, E_DNS_SD_MULTICAST
 */
export async function findBorderAgents(
  type: string,
  where: WhereToLook,
  span: Milliseconds,
  context: RunContext,
  isEnough: (found: readonly FoundBorderAgent[]) => boolean = () => false,
): Promise<readonly FoundBorderAgent[]> {
  const { mdns, mdnsPort } = where;
  let heard: () => void = () => undefined;
  const enough = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const found = new Map<string, FoundBorderAgent>();
  const browser = await browse(
    {
      type,
      ...(mdns === undefined ? {} : { interface: mdns }),
      ...(mdnsPort === undefined ? {} : { mdnsPort }),
    },
    {
      up: (service) => {
        found.set(service.name, read(service));
        if (isEnough([...found.values()])) heard();
      },
      down: ({ name }) => found.delete(name),
    },
  );
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, span);
  });
  await Promise.race([elapsed, enough, stopped(context)]);
  clearTimeout(timer);
  await browser.close();
  return [...found.values()];
}

function read(service: Service): FoundBorderAgent {
  try {
    return { service, txt: decodeBorderAgentTxt(service.txt), problem: undefined };
  } catch (thrown) {
    if (!isSallyportError(thrown)) throw thrown;
    return { service, txt: undefined, problem: thrown.message };
  }
}

export function borderAgentJson({ service, txt, problem }: FoundBorderAgent): JsonObject {
  const { name, port, host, addresses } = service;
  return {
    name,
    host,
    addresses: [...addresses],
    port,
    ...(txt === undefined ? { problem: problem ?? '' } : txtJson(txt)),
  };
}

function txtJson(txt: BorderAgentTxt): JsonObject {
  const { state } = txt;
  const members: Record<string, JsonValue | undefined> = {
    networkName: txt.networkName,
    extendedPanId: txt.extendedPanId && toHex(txt.extendedPanId),
    threadVersion: txt.threadVersion,
    vendorName: txt.vendorName,
    modelName: txt.modelName,
    state: state && {
      connectionMode: state.connectionMode ?? null,
      threadInterface: state.threadInterface ?? null,
      availability: state.availability ?? null,
      bbrActive: state.bbrActive,
      bbrPrimary: state.bbrPrimary,
      threadRole: state.threadRole ?? null,
      epskcSupported: state.epskcSupported,
      bits: `0x${state.bits.toString(16).padStart(8, '0')}`,
    },
    borderAgentId: txt.borderAgentId && toHex(txt.borderAgentId),
    extendedAddress: txt.extendedAddress && toHex(txt.extendedAddress),
    activeTimestamp: txt.activeTimestamp && { ...txt.activeTimestamp },
    partitionId: txt.partitionId,
    domainName: txt.domainName,
  };
  const present: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(members)) if (value !== undefined) present[key] = value;
  return present;
}
