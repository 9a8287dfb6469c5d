/** What an association is made with. */

import type { SallyportError } from '@sallyport/core';
import type { HandshakeLink, HandshakeRole } from './handshake/role.ts';
import type { DtlsLimits } from './limits.ts';
import type { DtlsPorts } from './ports.ts';
import type { DtlsSession, SessionListener } from './session.ts';

export interface AssociationOptions {
  readonly peer: string;
  readonly ports: DtlsPorts;
  readonly limits: DtlsLimits;
  readonly transmit: (datagram: Uint8Array) => void;
  readonly role: (link: HandshakeLink) => HandshakeRole;
  /** message_seq due from the other side. */
  readonly nextMessage: number;
  /** Of the first record in epoch 0. */
  readonly firstSequence: number;
  /** The handshake is done. */
  readonly established: (session: DtlsSession) => SessionListener;
  /** The handshake will not be done. */
  readonly failed: (error: SallyportError) => void;
  /** After either, when nothing more will come. */
  readonly ended: () => void;
}
