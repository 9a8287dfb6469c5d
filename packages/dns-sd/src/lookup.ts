/** DNS-SD through ordinary unicast DNS (RFC 6763 §4, §12; RFC 8995 Appendix B). */

import { Resolver } from 'node:dns/promises';
import { type Milliseconds, reasonOf, SECOND, utf8 } from '@sallyport/core';
import { fail } from './errors.ts';
import { canonical, checkDomain, checkServiceType } from './names.ts';
import type { Service } from './service.ts';
import { readTxt } from './txt.ts';
import { type UnicastQueryOptions, unicastQuery } from './unicast-query.ts';

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
const TIMEOUT: Milliseconds = 3 * SECOND;
const TRIES = 2;

/**
 * Asks name servers once for the services of a type in a domain, those to try first in front.
 * @throws E_DNS_SD_LOOKUP, E_DNS_SD_NAME
 */
export async function lookup(options: LookupOptions): Promise<readonly Service[]> {
  const type = checkServiceType(options.type);
  const domain = checkDomain(options.domain);
  const resolver = new Resolver({ timeout: options.timeout ?? TIMEOUT, tries: options.tries ?? TRIES });
  const cancel = () => resolver.cancel();
  options.signal?.addEventListener('abort', cancel, { once: true });
  try {
    if (options.signal?.aborted === true) throw options.signal.reason;
    if (options.servers !== undefined) resolver.setServers(options.servers);
    const name = `${type}.${domain}`;
    const pointers = await orNothing(resolver.resolvePtr(name));
    // Some zones publish SRV records under the type itself, without instances.
    const instances = pointers.length === 0 ? [name] : pointers.slice(0, MAX_INSTANCES);
    const ask = asker(resolver, options);
    const found = await whatSucceeds(instances.map((instance) => resolveInstance(ask, instance, type, domain)));
    return found.flat().sort((a, b) => a.priority - b.priority || b.weight - a.weight);
  } catch (cause) {
    throw fail('E_DNS_SD_LOOKUP', `cannot look up ${type} in ${domain}: ${reasonOf(cause)}`, { cause });
  } finally {
    options.signal?.removeEventListener('abort', cancel);
  }
}

/** One instance that cannot be resolved does not hide the others; only when all fail is that an error. */
async function whatSucceeds<T>(attempts: readonly Promise<T>[]): Promise<readonly T[]> {
  const results = await Promise.allSettled(attempts);
  const values = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const [failure] = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (values.length === 0 && failure !== undefined) throw failure;
  return values;
}

interface Asker {
  readonly resolver: Resolver;
  readonly unicast: UnicastQueryOptions;
}

function asker(resolver: Resolver, options: LookupOptions): Asker {
  const { signal, timeout = TIMEOUT, tries = TRIES } = options;
  return { resolver, unicast: { servers: resolver.getServers(), timeout, tries, signal } };
}

async function srvRecords({ resolver, unicast }: Asker, instance: string): Promise<readonly Target[]> {
  try {
    const records = await resolver.resolveSrv(instance);
    return records.map(({ name, port, priority, weight }) => ({ host: name, port, priority, weight }));
  } catch (error) {
    if (!isCode(error, BAD_NAME)) return nothingIfMissing(error);
    const records = await unicastQuery(instance, 'SRV', unicast);
    return records.flatMap((record) => (record.type === 'SRV' ? [{ ...record, host: record.target }] : []));
  }
}

async function txtStrings({ resolver, unicast }: Asker, instance: string): Promise<readonly Uint8Array[]> {
  try {
    const records = await resolver.resolveTxt(instance);
    return (records[0] ?? []).map(utf8);
  } catch (error) {
    if (!isCode(error, BAD_NAME)) return nothingIfMissing(error);
    const records = await unicastQuery(instance, 'TXT', unicast);
    return records.flatMap((record) => (record.type === 'TXT' ? [record.strings] : []))[0] ?? [];
  }
}

interface Target {
  readonly host: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

async function resolveInstance(
  ask: Asker,
  instance: string,
  type: string,
  domain: string,
): Promise<readonly Service[]> {
  const [targets, strings] = await Promise.all([srvRecords(ask, instance), txtStrings(ask, instance)]);
  const txt = readTxt(strings);
  const { resolver } = ask;
  const services = targets.slice(0, MAX_HOSTS).map(async ({ host, port, priority, weight }) => {
    // A target of "." says that there is decidedly no such service (RFC 2782).
    if (host === '' || host === '.') return [];
    const addresses = await Promise.all([orNothing(resolver.resolve6(host)), orNothing(resolver.resolve4(host))]);
    const name = labelOf(instance, `${type}.${domain}`);
    return [{ name, type, domain, host, port, addresses: addresses.flat(), txt, priority, weight }];
  });
  return (await Promise.all(services)).flat();
}

async function orNothing<T>(answer: Promise<T[]>): Promise<T[]> {
  return answer.catch(nothingIfMissing);
}

/** What node's resolver says to names with blanks or letters beyond ASCII. */
const BAD_NAME = ['EBADNAME'];
const NOT_THERE = ['ENOTFOUND', 'ENODATA'];

function isCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

function nothingIfMissing(error: unknown): never[] {
  if (isCode(error, NOT_THERE)) return [];
  throw error;
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
