/** A message on its way, and where it is kept. JSON all through, so that it can be written down. */

export type Delivery = {
  /** The idempotency key: the network does the same thing once, however often it gets it. */
  readonly id: string;
  /** What it is about. Messages about one subject arrive in their order. */
  readonly subject: string;
  /** Takes the place of earlier messages about the subject that were not delivered. */
  readonly isFinal: boolean;
  readonly body: string;
  /** When it is given up, milliseconds since 1970. */
  readonly until: number;
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly nextAt: number;
};

/** A message to deliver. */
export interface OutgoingMessage extends Pick<Delivery, 'id' | 'subject' | 'isFinal' | 'body'> {
  /** Until it is given up, in milliseconds. Default: that of the deliveries. */
  readonly maxAge?: number;
}

/** Keeps messages over a restart. What rejects was not written. */
export interface DeliveryQueue {
  /** All that are there, the oldest first. */
  load(): AsyncIterable<Delivery>;
  /** Adds one, or changes the one with its id. Resolves when it is safe. */
  put(delivery: Delivery): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface OutgoingRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
}

/** Sends a POST and follows no redirect. `httpsSender` makes one. */
export type Sender = (request: OutgoingRequest) => Promise<{
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}>;
