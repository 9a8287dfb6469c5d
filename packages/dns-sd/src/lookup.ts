/** DNS-SD through ordinary unicast DNS (RFC 6763 §4, §12; RFC 8995 Appendix B). */

import { Resolver } from 'node:dns/promises';
import { type Milliseconds, reasonOf, SECOND, utf8 } from '@sallyport/core';
import { fail } from './errors.ts';
import { canonical, checkDomain, checkServiceType } from './names.ts';
import type { Service } from './service.ts';
import { readTxt } from './txt.ts';

export interface LookupOptions {
  /** For example `_brski-registrar._tcp`. */
  readonly type: string;
  /** For example `example.com`. */
  readonly domain: string;
  /** Name servers as `address` or `address:port`. Default: the system's. */
  readonly servers?: readonly string[];
  /** For each attempt at each question. Default 3 s. */
  readonly timeout?: Milliseconds;
  /** Attempts at each question. Default 2. */
  readonly tries?: number;
  readonly signal?: AbortSignal;
}

/** The most instances that are resolved, and the most hosts of one. */
const MAX_INSTANCES = 32;
const MAX_HOSTS = 4;
const NOT_THERE = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Asks name servers once for the services of a type in a domain, those to try first in front.
 * @throws E_DNS_SD_LOOKUP, E_DNS_SD_NAME
 */
export async function lookup(options: LookupOptions): Promise<readonly Service[]> {
  const type = checkServiceType(options.type);
  const domain = checkDomain(options.domain);
  const resolver = new Resolver({ timeout: options.timeout ?? 3 * SECOND, tries: options.tries ?? 2 });
  const cancel = () => resolver.cancel();
  options.signal?.addEventListener('abort', cancel, { once: true });
  try {
    if (options.signal?.aborted === true) throw options.signal.reason;
    if (options.servers !== undefined) resolver.setServers(options.servers);
    const name = `${type}.${domain}`;
    const pointers = await orNothing(resolver.resolvePtr(name));
    // Some zones publish SRV records under the type itself, without instances.
    const instances = pointers.length === 0 ? [name] : pointers.slice(0, MAX_INSTANCES);
    const found = await Promise.all(instances.map((instance) => resolveInstance(resolver, instance, type, domain)));
    return found.flat().sort((a, b) => a.priority - b.priority || b.weight - a.weight);
  } catch (cause) {
    throw fail('E_DNS_SD_LOOKUP', `cannot look up ${type} in ${domain}: ${reasonOf(cause)}`, { cause });
  } finally {
    options.signal?.removeEventListener('abort', cancel);
  }
}

async function resolveInstance(
  resolver: Resolver,
  instance: string,
  type: string,
  domain: string,
): Promise<readonly Service[]> {
  const [targets, strings] = await Promise.all([
    orNothing(resolver.resolveSrv(instance)),
    orNothing(resolver.resolveTxt(instance)),
  ]);
  const txt = readTxt((strings[0] ?? []).map(utf8));
  const services = targets.slice(0, MAX_HOSTS).map(async ({ name: host, port, priority, weight }) => {
    // A target of "." says that there is decidedly no such service (RFC 2782).
    if (host === '' || host === '.') return [];
    const addresses = await Promise.all([orNothing(resolver.resolve6(host)), orNothing(resolver.resolve4(host))]);
    const name = labelOf(instance, `${type}.${domain}`);
    return [{ name, type, domain, host, port, addresses: addresses.flat(), txt, priority, weight }];
  });
  return (await Promise.all(services)).flat();
}

async function orNothing<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOT_THERE.has(String(error.code))) return [];
    throw error;
  }
}

/** The resolver writes unusual bytes of a label as `\032` or `\.` (RFC 1035 §5.1). */
function labelOf(instance: string, suffix: string): string {
  const end = canonical(instance).endsWith(`.${suffix}`) ? -suffix.length - 1 : undefined;
  return instance
    .replace(/\.$/, '')
    .slice(0, end)
    .replace(/(?:\\[0-9]{3})+|\\(.)/g, (escaped, character?: string) => {
      if (character !== undefined) return character;
      return Buffer.from(escaped.split('\\').slice(1).map(Number)).toString();
    });
}
