/**
 * Fetches MUD files and their signatures, verifies them, and keeps the last good one of each URL (RFC 8520 §3.5, §13.2).
 *
 * What is not signed, or not by whom it should be, is not used. A server that fails, or serves something worse than
 * before, does not take away what was good: the profile stays as it was and the problem is told beside it.
 */

import { type Clock, HOUR, isSallyportError, MINUTE, type Milliseconds, type SallyportError } from '@sallyport/core';
import type { Certificate, Name } from '@sallyport/pki';
import { fail } from '../errors.ts';
import { MUD_LIMITS } from '../mud/limits.ts';
import { readMud } from '../mud/read-mud.ts';
import { mudUrl } from '../mud/url.ts';
import { type VerifiedMud, verifyMud } from '../mud/verified-mud.ts';
import type { MudHttp } from './mud-http.ts';
import type { MudPointer } from './mud-url.ts';
import { retrieve } from './retrieve.ts';

export interface MudFetcherOptions {
  readonly http: MudHttp;
  readonly clock: Clock;
  /** Whose signatures on MUD files count. */
  readonly anchors: () => readonly Certificate[];
  readonly intermediates?: readonly Certificate[];
  /** Most URLs that are remembered. Default 1024; those asked for longest ago are forgotten first. */
  readonly maxUrls?: number;
}

export interface MudProfile {
  readonly mud: VerifiedMud;
  readonly fetchedAt: Date;
  /** Why the newest attempt to renew it failed; undefined when the profile is of the newest attempt. */
  readonly problem: SallyportError | undefined;
}

interface Kept {
  readonly url: URL;
  readonly signer: Name | undefined;
  profile: MudProfile | undefined;
  problem: SallyportError | undefined;
  /** No attempt before. */
  nextAt: number;
  failures: number;
  running: Promise<void> | undefined;
}

const NOTHING = { profile: undefined, problem: undefined, nextAt: 0, failures: 0, running: undefined } as const;
const DEFAULT_MAX_URLS = 1024;
const MAX_SIGNATURE = 64 << 10;
const FIRST_RETRY: Milliseconds = MINUTE;
const LAST_RETRY: Milliseconds = 4 * HOUR;
const MUD_TYPE = 'application/mud+json';
/** RFC 8520 §13.1; the second is what older registries call it. */
const SIGNATURE_TYPES = ['application/pkcs7-signature', 'application/x-pkcs7-signature'] as const;

export class MudFetcher {
  readonly #options: MudFetcherOptions;
  readonly #kept = new Map<string, Kept>();

  constructor(options: MudFetcherOptions) {
    this.#options = options;
  }

  /**
   * The profile behind a MUD URL, from memory for as long as it says (RFC 8520 §3.5), else fetched.
   * @throws when there is no good one: E_BEHAVIOUR_FETCH…, E_BEHAVIOUR_SIGNATURE, E_BEHAVIOUR_SIGNER,
   * E_BEHAVIOUR_SIGNER_USE, E_BEHAVIOUR_MUD…, and what `readMud` throws
   */
  async get(pointer: MudPointer): Promise<MudProfile> {
    const url = mudUrl(pointer.url);
    const kept = this.#remember(url, pointer.signer);
    if (kept.nextAt <= this.#now) {
      kept.running ??= this.#renew(kept);
      await kept.running;
    }
    if (kept.profile !== undefined) return { ...kept.profile, problem: kept.problem };
    throw kept.problem ?? fail('E_BEHAVIOUR_FETCH', 'nothing was fetched yet');
  }

  /**
   * Puts back what was fetched before a restart, once it is verified anew.
   * @throws what `verifyMud` throws
   */
  restore(pointer: MudPointer, bytes: Uint8Array, signature: Uint8Array, fetchedAt: Date): MudProfile {
    const url = mudUrl(pointer.url);
    const mud = this.#verify(url, pointer.signer, bytes, signature);
    const kept = this.#remember(url, pointer.signer);
    const profile = { mud, fetchedAt, problem: undefined };
    if (kept.profile === undefined) {
      kept.profile = profile;
      kept.nextAt = Math.min(this.#now, fetchedAt.getTime()) + mud.file.cacheValidity * HOUR;
    }
    return profile;
  }

  /**
   * After the anchors have changed: forgets the profiles that do not verify any more. Gives their URLs; they are fetched
   * anew when they are next asked for.
   */
  reverify(): readonly string[] {
    const gone: string[] = [];
    for (const kept of this.#kept.values()) {
      const { bytes, signature } = kept.profile?.mud ?? {};
      if (bytes === undefined || signature === undefined) continue;
      try {
        this.#verify(kept.url, kept.signer, bytes, signature);
      } catch (thrown) {
        if (!isSallyportError(thrown)) throw thrown;
        gone.push(kept.url.href);
        Object.assign(kept, NOTHING);
      }
    }
    return gone;
  }

  get #now(): number {
    return this.#options.clock.now().getTime();
  }

  /** Another signer is another entry: a device that names none must not bring down what one demands. */
  #remember(url: URL, signer: Name | undefined): Kept {
    const key = JSON.stringify([url.href, signer?.canonical ?? null]);
    const kept = this.#kept.get(key) ?? { url, signer, ...NOTHING };
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > (this.#options.maxUrls ?? DEFAULT_MAX_URLS) && oldest !== undefined)
      this.#kept.delete(oldest);
    return kept;
  }

  async #renew(kept: Kept): Promise<void> {
    const { url, signer } = kept;
    try {
      const mud = await this.#fetch(url, signer);
      const before = kept.profile?.mud.file.lastUpdate;
      if (before !== undefined && mud.file.lastUpdate < before) {
        throw fail('E_BEHAVIOUR_ROLLED_BACK', `the MUD file of ${url.host} is older than the one before`);
      }
      kept.profile = { mud, fetchedAt: this.#options.clock.now(), problem: undefined };
      kept.problem = undefined;
      kept.failures = 0;
      kept.nextAt = this.#now + mud.file.cacheValidity * HOUR;
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
      kept.problem = thrown;
      kept.nextAt = this.#now + Math.min(LAST_RETRY, FIRST_RETRY * 2 ** kept.failures);
      kept.failures = Math.min(kept.failures + 1, 16);
    } finally {
      kept.running = undefined;
    }
  }

  async #fetch(url: URL, signer: Name | undefined): Promise<VerifiedMud> {
    const { http } = this.#options;
    const found = await retrieve(http, url, { types: [MUD_TYPE], maxBytes: MUD_LIMITS.maxBytes });
    // RFC 8520 §13.2 has the signature fetched by what the file says, before the rest of it is processed.
    const { signatureUrl } = readMud(found.body);
    const at = signatureUrl === undefined ? besides(url) : mudUrl(signatureUrl);
    const signature = await retrieve(http, at, { types: SIGNATURE_TYPES, maxBytes: MAX_SIGNATURE });
    return this.#verify(url, signer, found.body, signature.body);
  }

  #verify(url: URL, signer: Name | undefined, bytes: Uint8Array, signature: Uint8Array): VerifiedMud {
    const { anchors, clock, intermediates = [] } = this.#options;
    return verifyMud(bytes, signature, { url: url.href, anchors: anchors(), at: clock.now(), signer, intermediates });
  }
}

/** Where a signature lies when the file does not say: `name.p7s` beside `name.json`, and `name.p7s` beside `name`. */
function besides(url: URL): URL {
  const at = new URL(url);
  at.pathname = `${at.pathname.replace(/\.json$/, '')}.p7s`;
  at.search = '';
  return at;
}
