/** Settings of an EST server and their defaults. */

import type { KeyType } from '@sallyport/pki';
import type { BindingPolicy } from '../channel-binding.ts';
import { fail } from '../errors.ts';
import { checkLabel } from '../operations.ts';

export interface EstServerConfig {
  /** CA labels to serve besides the place without a label (RFC 7030 §3.2.2). Default none. */
  readonly labels?: readonly string[];
  /** Whether requests must be tied to their TLS connection (RFC 7030 §3.5). Default `if-present`. */
  readonly channelBinding?: BindingPolicy;
  /** Whether a request must contain what /csrattrs asks for (RFC 8995 §5.9.2). Default true. */
  readonly enforceCsrAttributes?: boolean;
  /** Whether /csrattrs needs an authenticated device. Default false, as RFC 7030 §4.5.2 recommends. */
  readonly csrAttributesNeedDevice?: boolean;
  /** Whether a renewal may ask for another subject (RFC 7030 §4.2.2). Default false. */
  readonly allowSubjectChange?: boolean;
  /** Key type made by serverkeygen. Without it the operation answers 501. */
  readonly serverKeyType?: KeyType;
  /** Largest request body, in bytes of base64. Default 64 KiB. */
  readonly maxBodyBytes?: number;
  /** The protocol that events name, for example `brski` when EST ends a BRSKI session. Default `est`. */
  readonly protocol?: string;
}

export interface CompleteEstServerConfig extends Required<Omit<EstServerConfig, 'serverKeyType' | 'labels'>> {
  readonly labels: ReadonlySet<string>;
  readonly serverKeyType: KeyType | undefined;
}

/** @throws E_EST_CONFIG */
export function completeConfig(config: EstServerConfig): CompleteEstServerConfig {
  const maxBodyBytes = config.maxBodyBytes ?? 64 << 10;
  if (!Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 1) {
    throw fail('E_EST_CONFIG', 'maxBodyBytes must be a positive whole number');
  }
  return {
    labels: new Set((config.labels ?? []).map(checkLabel)),
    channelBinding: config.channelBinding ?? 'if-present',
    enforceCsrAttributes: config.enforceCsrAttributes ?? true,
    csrAttributesNeedDevice: config.csrAttributesNeedDevice ?? false,
    allowSubjectChange: config.allowSubjectChange ?? false,
    serverKeyType: config.serverKeyType,
    maxBodyBytes,
    protocol: config.protocol ?? 'est',
  };
}
