/** Listening for border agents on the link, and what each of them says of itself. Nobody has proved any of it. */

import { isSallyportError, type Milliseconds, toHex } from '@sallyport/core';
import { browse, type Service } from '@sallyport/dns-sd';
import { type BorderAgentTxt, decodeBorderAgentTxt } from '@sallyport/thread';

/** How multicast DNS is spoken; as the system chooses, on port 5353, where nothing is said. */
export interface LinkToLookOn {
  readonly interface?: string | undefined;
  readonly mdnsPort?: number | undefined;
}

export interface FoundBorderAgent {
  readonly service: Service;
  /** Undefined when its TXT record cannot be read. */
  readonly txt: BorderAgentTxt | undefined;
  /** Why it cannot be read. */
  readonly problem: string | undefined;
}

export interface LookOptions extends LinkToLookOn {
  /** `_meshcop._udp`, or `_meshcop-e._udp` for those that share their credentials just now. */
  readonly type: string;
  readonly span: Milliseconds;
  /** Ends it early. */
  readonly isEnough?: (found: readonly FoundBorderAgent[]) => boolean;
  /** Ends it early, too, when it resolves. */
  readonly stopped?: Promise<unknown>;
}

/** Agents that are told of; whoever announces more is not believed to be of use. */
const MAX_FOUND = 128;

/** @throws E_DNS_SD_INTERFACE, E_DNS_SD_MULTICAST */
export async function findBorderAgents(options: LookOptions): Promise<readonly FoundBorderAgent[]> {
  const {
    type,
    span,
    interface: link,
    mdnsPort,
    isEnough = () => false,
    stopped = new Promise(() => undefined),
  } = options;
  let heard: () => void = () => undefined;
  const enough = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const found = new Map<string, FoundBorderAgent>();
  const browser = await browse(
    { type, ...(link === undefined ? {} : { interface: link }), ...(mdnsPort === undefined ? {} : { mdnsPort }) },
    {
      up: (service) => {
        if (found.has(service.name) || found.size < MAX_FOUND) found.set(service.name, read(service));
        if (isEnough([...found.values()])) heard();
      },
      down: ({ name }) => found.delete(name),
    },
  );
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, span);
  });
  try {
    await Promise.race([elapsed, enough, stopped]);
  } finally {
    clearTimeout(timer);
    await browser.close();
  }
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

/** In an answer: what is not known is null. */
export function borderAgentJson({ service, txt, problem }: FoundBorderAgent) {
  const { name, port, host, addresses } = service;
  const state = txt?.state;
  return {
    ...{ name, host, port, addresses: [...addresses], problem: problem ?? null },
    networkName: txt?.networkName ?? null,
    extendedPanId: hexOrNull(txt?.extendedPanId),
    threadVersion: txt?.threadVersion ?? null,
    vendorName: txt?.vendorName ?? null,
    modelName: txt?.modelName ?? null,
    connectionMode: state?.connectionMode ?? null,
    threadRole: state?.threadRole ?? null,
    sharesByPasscode: state?.epskcSupported ?? false,
    borderAgentId: hexOrNull(txt?.borderAgentId),
    domainName: txt?.domainName ?? null,
  };
}

function hexOrNull(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : toHex(bytes);
}
