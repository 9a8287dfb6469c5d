/** The method interface: what EAP-TLS and TEAP implement, and where others plug in, such as EAP-NOOB (RFC 9140). */

import type { SallyportError, Secret } from '@sallyport/core';
import type { EapType } from './packet/types.ts';

/** What a method that derives keys exports (RFC 5247 §1.4). */
export interface MethodKeys {
  /** At least 64 bytes. RADIUS sends its first and second 32 bytes as the MPPE keys (RFC 3079, RFC 2548). */
  readonly msk: Secret;
  readonly emsk: Secret;
  /** Session-Id: names this run, on both sides alike. */
  readonly sessionId: Uint8Array;
}

/** What a method of the server knows of the conversation. */
export interface ServerMethodContext {
  /** Names the conversation in logs; the session table's State in hexadecimal. */
  readonly session: string;
  /** What the peer called itself; not proved. */
  readonly identity: string;
  /** Who brought the packets, as the caller says it: the NAS and the station, for example. */
  readonly origin: string;
  /** Most Type-Data in one Request, in bytes. */
  readonly maxTypeData: number;
}

export interface MethodSuccess<Grant> {
  /** What whoever judged the peer gave it. */
  readonly grant: Grant;
  readonly keys: MethodKeys;
  /** A session of earlier was resumed. */
  readonly isResumed: boolean;
}

export type ServerStep<Grant> =
  /** Type-Data of the next Request. */
  | { readonly step: 'request'; readonly data: Uint8Array }
  | { readonly step: 'success'; readonly success: MethodSuccess<Grant> }
  | { readonly step: 'failure'; readonly error: SallyportError }
  /** The Response is passed over, as if it had not come. */
  | { readonly step: 'ignore'; readonly error: SallyportError };

/** One run of a method. Calls do not overlap. What it throws makes the authentication fail. */
export interface ServerMethodRun<Grant> {
  /** Type-Data of the first Request. */
  begin(): Promise<Uint8Array>;
  /** Takes the Type-Data of a Response. */
  receive(data: Uint8Array): Promise<ServerStep<Grant>>;
  /** Bytes that this run keeps, roughly: the session table bounds their sum. */
  readonly memory: number;
  /** The run is over, whether it came to an end or not. */
  close(): void;
}

export interface ServerMethod<Grant> {
  /** For people. */
  readonly name: string;
  readonly type: EapType;
  open(context: ServerMethodContext): ServerMethodRun<Grant>;
}

/**
 * What a method of the peer thinks of success (RFC 4137 §4.2, `decision`).
 *
 * - `fail`: a Success now is a lie.
 * - `conditional`: a Success may come and would be right, and so may a Failure.
 * - `unconditional`: the server has told of success under protection. Failure is a lie, and a lost Success no harm.
 */
export type PeerDecision = 'fail' | 'conditional' | 'unconditional';

export type PeerStep =
  | {
      readonly step: 'respond';
      readonly data: Uint8Array;
      readonly decision: PeerDecision;
      /** Present unless the decision is `fail`. */
      readonly keys?: MethodKeys;
      /** Why this run is lost: what is sent only tells the server so. */
      readonly error?: SallyportError;
    }
  | { readonly step: 'ignore'; readonly error: SallyportError };

/** One run of a method. Calls do not overlap. What it throws ends the conversation without a Response. */
export interface PeerMethodRun {
  /** Takes the Type-Data of a Request. */
  receive(data: Uint8Array): Promise<PeerStep>;
  close(): void;
}

export interface PeerMethodContext {
  /** Most Type-Data in one Response, in bytes. */
  readonly maxTypeData: number;
}

export interface PeerMethod {
  readonly name: string;
  readonly type: EapType;
  open(context: PeerMethodContext): PeerMethodRun;
}
