/** What happened at the authentication server. */

import { eventType } from '@sallyport/store';

type Asked = {
  /** As the asker named it. */
  readonly key: string;
  readonly keyName: string;
  /** The address. */
  readonly mailbox: string;
};

/** A link was made and is on its way; only the hash of its token is kept. */
export const IDENTITY_REQUESTED = eventType<
  Asked & {
    /** Hexadecimal SHA-256. */
    readonly tokenHash: string;
    /** Milliseconds since 1970. */
    readonly expires: number;
  }
>('identity.requested');

/** No mail was sent: too many to this mailbox, or not one that this server mails to. The asker is not told. */
export const IDENTITY_WITHHELD = eventType<Asked & { readonly reason: 'mailbox-limit' | 'not-served' }>(
  'identity.withheld',
);

/** The mailbox was confirmed and the binding is the claim of this id, appended in the same step. */
export const IDENTITY_BOUND = eventType<Asked & { readonly tokenHash: string; readonly claim: string }>(
  'identity.bound',
);

/** Links that had expired by then are forgotten. */
export const IDENTITIES_SWEPT = eventType<{ readonly upTo: number }>('identities.swept');

export const IDENTITIES_STREAM = 'identities';
