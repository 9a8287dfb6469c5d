/** What a Commissioner is made with. */

import type { Milliseconds } from '@sallyport/core';
import type { Authorizer, EventListener } from '@sallyport/onboarding';
import type { CommissionerListener } from './events.ts';
import type { JoinerJournal } from './examine-joiner.ts';
import type { JoinerSessionLimits } from './joiner-sessions.ts';
import type { JoinerTableLimits } from './joiner-table.ts';
import type { CommissionerLink } from './link.ts';

export interface CommissionerOptions {
  /** The Commissioner ID that others are told: 1 to 64 bytes of UTF-8. */
  readonly id: string;
  readonly link: CommissionerLink;
  /** Asked at M.4 of every joiner that proved its passphrase. Without one, every such joiner is refused. */
  readonly authorizer?: Authorizer | undefined;
  /** Keeps the record of a joiner before it is accepted. */
  readonly journal?: JoinerJournal;
  readonly listener?: CommissionerListener;
  /** Hears the steps M.2 to M.5 of every joiner. */
  readonly onboarding?: EventListener;
  /** Hears that the authorizer could not answer. */
  readonly policyFailed?: (thrown: unknown) => void;
  /** A joiner that asks for another provisioning URL, or for none, is refused; undefined takes any. */
  readonly provisioningUrl?: string;
  /** Where joiners are awaited; 1000 unless told. */
  readonly joinerUdpPort?: number;
  readonly keepAliveInterval?: Milliseconds;
  readonly joinerLimits?: Partial<JoinerTableLimits>;
  readonly sessionLimits?: Partial<JoinerSessionLimits>;
}
