/** What a device's onboarding by BRSKI is made of. */

import type { PledgeLimits, PledgeOptions, SchedulerOptions } from '@sallyport/brski';
import type { Clock, Milliseconds, Random } from '@sallyport/core';
import type { TlsTuning } from '@sallyport/http';
import type { Authorizer, EventListener } from '@sallyport/onboarding';
import type { Certificate, KeyType } from '@sallyport/pki';
import type { Device } from '../device.ts';
import type { DiscoverySource } from './discovery.ts';

type PassedOn = 'voucherPolicy' | 'contentType' | 'bodyEncoding' | 'onPolicyFailure';

export interface BringAboardOptions extends Pick<PledgeOptions, PassedOn> {
  readonly device: Device;
  /** Join proxies or registrars known beforehand. */
  readonly candidates?: readonly { readonly host: string; readonly port: number }[];
  /** Where else to look, all at the same time. */
  readonly discovery?: readonly DiscoverySource[];
  /** Lets the device hear of changes of its physical link: back-off then starts anew (RFC 8995 §4.1). Gives the way to stop. */
  readonly onLinkChange?: (listener: () => void) => () => void;
  /** Anchors for a cloud registrar's web certificate (RFC 8995 §2.7). */
  readonly cloudAnchors?: readonly Certificate[];
  /** Asked at C.1 and C.10. */
  readonly authorizer?: Authorizer;
  readonly onEvent?: EventListener;
  /** Local feedback while waiting, such as a blinking light (RFC 8995 §5.6). */
  readonly onFeedback?: (feedback: 'trying' | 'waiting' | 'enrolling') => void;
  /** Hears of discovery sources that fail. */
  readonly onDiscoveryError?: (error: unknown) => void;
  readonly signal?: AbortSignal;
  /** Identifies this onboarding in events. Default: random. Attempts after the first add a number. */
  readonly session?: string;
  /** Default `automatic`: as after power-up, refused on a configured device (RFC 8995 §5). */
  readonly start?: 'automatic' | 'by-hand';
  /** Default `until-aboard`; `one-round` gives up when every candidate known by then has failed once. */
  readonly persistence?: 'until-aboard' | 'one-round';
  readonly clock?: Clock;
  /** Whether the device has confidence in its clock (RFC 8995 §2.6.1). Default false: it passes over all dates. */
  readonly clockIsTrusted?: boolean;
  readonly random?: Random;
  /** Default P-256; the registrar's CSR attributes may ask for another. */
  readonly ldevidKeyType?: KeyType;
  readonly scheduling?: Partial<Omit<SchedulerOptions, 'random' | 'now'>>;
  readonly limits?: Partial<PledgeLimits>;
  readonly tls?: TlsTuning;
  /** For the TCP connection and for the TLS handshake, each. Default 10 s. */
  readonly connectTimeout?: Milliseconds;
}
