import type { FlowEvent } from '@sallyport/assurance-behaviour';
import { NOW } from './people.ts';

/** A device at 10.0.0.5 that begins TLS with a host. */
export function flow(more: Partial<FlowEvent> = {}): FlowEvent {
  return {
    at: NOW,
    source: { address: '10.0.0.5', port: 40_000 },
    destination: { address: '198.51.100.7', port: 443 },
    protocol: 6,
    icmpType: undefined,
    icmpCode: undefined,
    initiator: 'source',
    name: undefined,
    isAnswered: false,
    ...more,
  };
}
