import { type ErrorTable, errorFactory } from '@sallyport/core';
import { ACCOUNT_ERRORS } from './accounts/errors.ts';

export const DOMAIN_ERRORS = {
  E_DOMAIN_MASA_TRUST: {
    fault: 'caller',
    hint: "Introduce the manufacturer with the anchors of its MASA's TLS certificate, or import its hand-over file.",
    reference: 'RFC 8995 §2.5.3, §5.4',
  },
  E_DOMAIN_LOG: {
    fault: 'environment',
    hint: 'Put the log back from its last backup, or point to the one that these keys were used with.',
  },
  E_DOMAIN_ARGUMENT: { fault: 'caller', hint: 'Correct the arguments.' },
  E_DOMAIN_UNKNOWN_DEVICE: { fault: 'caller', hint: 'List the devices to see which there are.' },
  E_DOMAIN_THREAD_HOST: {
    fault: 'caller',
    hint: 'Give the address of a border agent, as `sallyport thread border-agents` lists them.',
  },
  E_DOMAIN_THREAD_NETWORK: {
    fault: 'caller',
    hint: 'Connect to its border agent with `sallyport thread connect`, and say which network where there are several.',
  },
  E_DOMAIN_THREAD_PUT_OUT: {
    fault: 'policy',
    hint: 'Take the device off the mesh by hand, or form the network anew with another network key.',
  },
  E_DOMAIN_SECRET: {
    fault: 'environment',
    hint: 'Register the RADIUS client again with its shared secret, or give the passphrase that it was kept with.',
  },
  E_DOMAIN_RADIUS_CLIENT: {
    fault: 'caller',
    hint: 'Give each RADIUS client a name, addresses that no other has, and a shared secret of 16 octets or more.',
    reference: 'RFC 2865 §3',
  },
  E_DOMAIN_STRAY_SESSION: {
    fault: 'peer',
    hint: 'See what lets this station in: this domain did not, or thought that it had left.',
  },
  E_DOMAIN_FILE: { fault: 'environment', hint: "Check the domain's directory and the space on its disk." },
  E_DOMAIN_LOG_BUSY: { fault: 'environment', hint: 'Wait until the check under way has ended.', http: 503 },
  E_DOMAIN_LOG_GIVEN_UP: { fault: 'caller', hint: 'Ask anew, and wait for the end.' },
  E_DOMAIN_LOG_POSITION: { fault: 'caller', hint: 'See with log.head how far the log goes.', http: 404 },
  E_DOMAIN_CLOSED: { fault: 'caller', hint: 'Ask before the domain is closed.' },
  E_DOMAIN_CLAIM_KEY: {
    fault: 'environment',
    hint: "Put the vault with the owner's claim key beside this log; a replica needs a copy of it.",
  },
  E_DOMAIN_MAIL: {
    fault: 'environment',
    hint: 'Check the outbox: the URL and certificate of the mail server, its user and sender, or the directory for mails.',
  },
  E_DOMAIN_CLAIM: { fault: 'caller', hint: 'List the claims to see which there are.' },
  E_DOMAIN_NAME: {
    fault: 'caller',
    hint: 'Name it by its URI, or a manufacturer as it was introduced, or a device by its serial number or key as the device book has them.',
  },
  E_DOMAIN_DENYLIST: {
    fault: 'caller',
    hint: 'Name a denylist that is in force.',
    http: 404,
  },
  E_DOMAIN_RULE: {
    fault: 'policy',
    hint: 'Correct the rule with `sallyport policy replace`, or have whoever claimed it take it back.',
  },
  E_DOMAIN_MUD: { fault: 'caller', hint: 'Set up how MUD files are fetched, and claim which file a type has.' },
  E_DOMAIN_OWNERS_REFUSAL: {
    fault: 'policy',
    hint: 'Ask an owner to lift the refusal, or to trust the device again.',
    http: 403,
  },
  E_DOMAIN_POLICY: {
    fault: 'caller',
    hint: 'See with `sallyport policy show` what is in force and what can be adopted.',
  },
  E_DOMAIN_DRY_RUN: { fault: 'caller', hint: 'Begin the dry run anew: only the last ones are kept.', http: 404 },
  E_DOMAIN_DRY_RUN_BUSY: { fault: 'environment', hint: 'Wait for the dry runs under way, or stop them.', http: 429 },
  E_DOMAIN_DRY_RUN_FAILED: { fault: 'internal', hint: 'See why in the log of errors; nothing was changed.' },
  E_DOMAIN_DRY_RUN_TIME: {
    fault: 'environment',
    hint: 'Try a change of fewer rules, or when the machine has less to do; nothing was changed.',
  },
  E_DOMAIN_DRY_RUN_STOPPED: { fault: 'caller', hint: 'Begin the dry run anew, and let it come to its end.' },
  E_DOMAIN_MANUFACTURER: {
    fault: 'caller',
    hint: 'Give at least one IDevID anchor that no other manufacturer has, the one known longest first, and a MASA URL that begins with https.',
  },
  ...ACCOUNT_ERRORS,
} as const satisfies ErrorTable;

export const fail = errorFactory(DOMAIN_ERRORS);
