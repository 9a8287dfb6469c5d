/** The ways in which a role refuses or fails. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const THREAD_ROLE_ERRORS = {
  E_THREAD_ADDRESS: { fault: 'caller', hint: 'Give an IPv6 address, a prefix or a locator of the right length.' },
  E_THREAD_BUSY: { fault: 'caller', hint: 'Wait for the work under way, or end it first.' },
  E_THREAD_STATE: { fault: 'caller', hint: 'Bring the role into the state that is named first.' },
  E_THREAD_CLOSED: { fault: 'environment', hint: 'The session ended; connect and petition again.' },
  // Petitioning
  E_THREAD_PETITION_REJECTED: {
    fault: 'policy',
    hint: 'Another Commissioner is active: let it resign, or wait until it has been silent for 50 seconds.',
    reference: 'Thread 1.1.1 §8.7',
  },
  E_THREAD_COMMISSIONER_LOST: {
    fault: 'environment',
    hint: 'The network no longer has this Commissioner: petition again.',
    reference: 'Thread 1.1.1 §8.7',
  },
  // Management
  E_THREAD_MANAGEMENT_REJECTED: {
    fault: 'policy',
    hint: 'The Leader refused the change: read the dataset, use newer timestamps, and change what affects connectivity in the Pending Operational Dataset only.',
    reference: 'Thread 1.1.1 §8.7.4',
  },
  E_THREAD_RESPONSE: { fault: 'peer', hint: 'The answer was not of the form that its request calls for.' },
  E_THREAD_SILENT: {
    fault: 'environment',
    hint: 'The node is off, out of reach, or too old for what it was asked: ask again, or for less.',
    reference: 'Thread 1.1.1 §10.11.3',
  },
  // Joining
  E_THREAD_JOINER_ID: { fault: 'caller', hint: 'Give a Joiner ID of 8 bytes, or the EUI-64 that it is made of.' },
  E_THREAD_TIMEOUT: { fault: 'caller', hint: 'Give a span in milliseconds, more than zero.' },
  E_THREAD_JOINERS_FULL: {
    fault: 'caller',
    hint: 'Remove joiners that have joined, or enable any joiner: the steering data cannot tell more apart.',
    reference: 'Thread 1.1.1 §8.4.4.3',
  },
  E_THREAD_JOINER_DENIED: { fault: 'policy', hint: 'Read the reason; change the policy if the device belongs here.' },
  E_THREAD_JOINER_DEFERRED: { fault: 'policy', hint: 'Let the device join again once the decision has been made.' },
  E_THREAD_JOINER_POLICY_SLOW: {
    fault: 'environment',
    hint: 'The policy must answer within the joiner’s patience; let the device join again.',
  },
  E_THREAD_JOINER_JOURNAL: {
    fault: 'environment',
    hint: 'Look to the store: nobody is accepted without a record of it. Then let the device join again.',
  },
  E_THREAD_JOINER_FINALIZE: {
    fault: 'peer',
    hint: 'Send one JOIN_FIN.req with state, vendor name, model, software version and stack version.',
    reference: 'Thread 1.1.1 §8.4.4',
  },
  E_THREAD_JOINER_SILENT: {
    fault: 'peer',
    hint: 'The joiner proved its passphrase and said no more; let it join again.',
  },
  E_THREAD_NO_NETWORK: {
    fault: 'environment',
    hint: 'No network in reach is steering this device: enable it at the Commissioner and come closer.',
  },
  E_THREAD_JOIN_REJECTED: {
    fault: 'policy',
    hint: 'The Commissioner knows the passphrase and refuses the device: ask its operator.',
    reference: 'Thread 1.1.1 §8.4.4',
  },
  E_THREAD_JOIN_TIMEOUT: { fault: 'environment', hint: 'Let the device join again, closer to a router.' },
  E_THREAD_JOIN_ENTRUST: {
    fault: 'peer',
    hint: 'The Joiner Router must entrust the network that it announced, under the joiner’s own key.',
    reference: 'Thread 1.1.1 §8.4.4',
  },
  E_THREAD_ABORTED: { fault: 'caller', hint: 'The caller ended the work.' },
} as const satisfies ErrorTable;

export const fail = errorFactory(THREAD_ROLE_ERRORS);
