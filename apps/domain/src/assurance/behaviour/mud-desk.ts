/** MUD files in the house: fetched and verified, held against what devices do, and turned into filter rules for NASes. */

import {
  compileMud,
  filterRuleObligations,
  MudFetcher,
  type MudHttp,
  type MudPolicy,
  type MudProfile,
  mudHttpOver,
  type Omission,
  policyOf,
} from '@sallyport/assurance-behaviour';
import type { Assurance } from '@sallyport/assurance-continuous';
import { type Clock, fromBase64, isSallyportError, SECOND, type Timer, within } from '@sallyport/core';
import { createHttpsClient } from '@sallyport/http';
import { type Decision, deny, permit } from '@sallyport/onboarding';
import { Name } from '@sallyport/pki';
import { fail } from '../../errors.ts';
import type { DeviceBook } from '../device-book.ts';
import { type MudGraph, mudGraph } from '../makers/mud-graph.ts';
import { MudIndex } from './mud-index.ts';
import type { MudOptions } from './mud-options.ts';
import { MudPeers, type ResolveName } from './mud-peers.ts';

export interface MudDeskOptions {
  readonly options: MudOptions;
  readonly devices: DeviceBook;
  readonly assurance: () => Promise<Assurance>;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Default: over HTTPS. */
  readonly http?: MudHttp;
  /** Default: by DNS. */
  readonly resolveName?: ResolveName;
}

/** The obligation that a policy asks for, with a MUD URL for its value. */
const MUD_OBLIGATION = 'mud';
/** How long a device at the door waits for its file. */
const PATIENCE = 5 * SECOND;
/** Of either family: which address a station will have is not known when it is let in. */
const ANY_ADDRESSES = ['0.0.0.0', '::'];

/** What is known of one file. */
export interface MudContent {
  readonly fetchedAt: string | null;
  /** Why it cannot be had, or not anew. */
  readonly problem: string | null;
  readonly code?: string;
  readonly signer?: string;
  readonly isSupported?: boolean;
  readonly lastUpdate?: string;
  readonly systemInfo?: string | null;
  readonly documentation?: string | null;
  readonly graph?: MudGraph;
  readonly omissions?: readonly Omission[];
  readonly filterRules?: readonly string[];
}

export interface ShownMud extends MudContent {
  readonly url: string;
  readonly claim: string;
  readonly by: string;
}

export class MudDesk {
  readonly peers: MudPeers;
  readonly index: MudIndex;
  readonly #options: MudDeskOptions;
  readonly #fetcher: MudFetcher;
  readonly #closeHttp: () => void;
  /** What holds for the devices in the flows at hand. */
  readonly #policies = new Map<string, MudPolicy>();

  constructor(options: MudDeskOptions) {
    const { options: mud, devices, clock, resolveName } = options;
    this.#options = options;
    this.index = new MudIndex(devices);
    this.peers = new MudPeers(mud, clock, resolveName);
    const anchors = mud.tlsAnchors?.map(({ der }) => der) ?? 'public';
    const client = options.http === undefined ? createHttpsClient({ trust: { mode: 'verified', anchors } }) : undefined;
    this.#closeHttp = () => client?.close();
    const http = options.http ?? (client === undefined ? unreachable : mudHttpOver(client));
    this.#fetcher = new MudFetcher({ http, clock, anchors: () => mud.anchors });
  }

  /** For the monitor: as of the last {@link prepare}. */
  policyOf(device: string): MudPolicy | undefined {
    return this.#policies.get(device);
  }

  /** Has the profiles of these devices at hand. Of a device whose file cannot be had nothing is a violation. */
  async prepare(devices: readonly string[]): Promise<void> {
    this.#policies.clear();
    const assurance = await this.#options.assurance();
    for (const device of devices) {
      const url = await this.index.urlOf(device, assurance);
      const policy = url === undefined ? undefined : await this.#policyAt(url, device).catch(unlessBug);
      if (policy !== undefined) this.#policies.set(device, policy);
    }
  }

  /**
   * Puts filter rules in place of `mud` obligations. A device that must keep to a file that cannot be had is denied: it would
   * be let do everything.
   */
  async expand(decision: Decision, device: string): Promise<Decision> {
    if (decision.outcome !== 'permit' || !decision.obligations.some(isMud)) return decision;
    try {
      const { reason, proof, obligations } = decision;
      const asked = Promise.all(obligations.filter(isMud).map(({ value }) => this.#rulesAt(value, device)));
      const rules = await within(this.#options.timer, PATIENCE, asked);
      if (rules === undefined) throw fail('E_DOMAIN_MUD', 'its server is slow');
      const others = obligations.filter((obligation) => !isMud(obligation));
      return permit(reason, proof, [...others, ...filterRuleObligations(rules.flat())]);
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
      return deny(`the device must keep to its MUD file, which cannot be had: ${thrown.message}`, { fixable: true });
    }
  }

  /** What is known of a type's files. @throws E_DOMAIN_MUD when nothing is claimed of the type */
  async show(type: string): Promise<{ readonly type: string; readonly files: readonly ShownMud[] }> {
    const files = this.index.filesOf(type, await this.#options.assurance());
    if (files.length === 0) throw fail('E_DOMAIN_MUD', `no MUD file is claimed of type ${type}`);
    const shown: ShownMud[] = [];
    for (const { url, uri, by } of files) shown.push({ url, claim: uri, by, ...(await this.#shown(url)) });
    return { type, files: shown };
  }

  close(): void {
    this.#closeHttp();
  }

  async #shown(url: string): Promise<MudContent> {
    try {
      const { mud, fetchedAt, problem } = await this.#profileAt(url, undefined);
      const { vouchedBy, file } = mud;
      return {
        fetchedAt: fetchedAt.toISOString(),
        problem: problem?.message ?? null,
        signer: vouchedBy.kind === 'signature' ? String(vouchedBy.signer.subject) : vouchedBy.name,
        isSupported: file.isSupported,
        lastUpdate: file.lastUpdate.toISOString(),
        systemInfo: file.systemInfo ?? null,
        documentation: file.documentation ?? null,
        graph: mudGraph(file),
        omissions: [...file.omissions],
        filterRules: [...(await this.#rulesAt(url, undefined))],
      };
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
      return { fetchedAt: null, problem: thrown.message, code: thrown.code };
    }
  }

  async #rulesAt(url: string, device: string | undefined): Promise<readonly string[]> {
    const policy = await this.#policyAt(url, device);
    const { members } = this.peers;
    return compileMud({ device: device ?? url, addresses: ANY_ADDRESSES, policy, members }).filterRules;
  }

  async #policyAt(url: string, device: string | undefined): Promise<MudPolicy> {
    const { mud } = await this.#profileAt(url, device);
    const policy = policyOf(mud, { addresses: this.#options.options.allowAddresses === true ? 'allow' : 'refuse' });
    await this.peers.learn(policy);
    return policy;
  }

  /** Where the device's own certificate names the file, it names who may sign it, too (RFC 8520 §11). */
  async #profileAt(url: string, device: string | undefined): Promise<MudProfile> {
    const own = device === undefined ? null : ((await this.#options.devices.byUri(device))?.mud ?? null);
    const signer =
      own === null || own.url !== url || own.signer === null ? undefined : Name.parse(fromBase64(own.signer));
    return this.#fetcher.get({ url, signer });
  }
}

/** A policy that wants a MUD file kept to is not satisfied by a domain that fetches none. */
export async function keepToMud(mud: MudDesk | undefined, decision: Decision, device: string): Promise<Decision> {
  if (mud !== undefined) return mud.expand(decision, device);
  const isAsked = decision.outcome === 'permit' && decision.obligations.some(isMud);
  return isAsked ? deny('the device must keep to its MUD file, and none is fetched here', { fixable: true }) : decision;
}

function isMud({ type }: { readonly type: string }): boolean {
  return type === MUD_OBLIGATION;
}

function unlessBug(thrown: unknown): undefined {
  if (!isSallyportError(thrown)) throw thrown;
}

const unreachable: MudHttp = () => Promise.reject(fail('E_DOMAIN_MUD', 'no files are fetched here'));
