/** Every way a session between registrar and router can refuse, besides the E_CLAIMS_ and E_PKI_ codes given as causes. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

const AUTHENTICATION = 'CAHN, CA Protocol Authentication';
const COMMANDS = 'CAHN, Continuous Assurance Commands';

export const CA_COMMANDS_ERRORS = {
  E_CA_COMMANDS_ARGUMENT: { fault: 'caller', hint: 'See the message for what is allowed.' },
  E_CA_COMMANDS_FRAME: { fault: 'peer', hint: 'Send frames of 1 to 65536 octets, each behind its length.' },
  E_CA_COMMANDS_MESSAGE: { fault: 'peer', hint: 'Send messages as the wire format defines them.' },
  E_CA_COMMANDS_UNEXPECTED: { fault: 'peer', hint: 'Send each message when it is due.' },
  E_CA_COMMANDS_VERSION: { fault: 'unsupported', hint: 'Speak version 1 of the protocol.' },
  E_CA_COMMANDS_HANDSHAKE_TIMEOUT: { fault: 'peer', hint: 'Introduce yourself within the time allowed.' },
  E_CA_COMMANDS_SILENT: { fault: 'peer', hint: 'Say that you are alive as often as was agreed; check the network.' },
  E_CA_COMMANDS_OVERLOADED: { fault: 'peer', hint: 'Read and answer as fast as commands come; then connect again.' },
  E_CA_COMMANDS_CERTIFICATE: { fault: 'peer', hint: 'Show an X.509 certificate in TLS.', reference: AUTHENTICATION },
  E_CA_COMMANDS_OWN_CLAIM: {
    fault: 'environment',
    hint: "Have the owner make a new Trust claim for this side's key, and check the clock.",
    reference: AUTHENTICATION,
  },
  E_CA_COMMANDS_CLAIM: {
    fault: 'peer',
    hint: 'Pass a Trust claim that the owner signed, whole and unchanged.',
    reference: AUTHENTICATION,
  },
  E_CA_COMMANDS_CLAIM_NOT_YET_VALID: {
    fault: 'peer',
    hint: 'Wait, or check the clocks of the owner, the registrar and the router.',
    reference: AUTHENTICATION,
  },
  E_CA_COMMANDS_CLAIM_EXPIRED: {
    fault: 'peer',
    hint: 'Have the owner make a new Trust claim.',
    reference: AUTHENTICATION,
  },
  E_CA_COMMANDS_CLAIM_ROLE: {
    fault: 'peer',
    hint: 'Pass a claim that trusts you as what you are: router or registrar.',
    reference: AUTHENTICATION,
  },
  E_CA_COMMANDS_CLAIM_KEY: {
    fault: 'peer',
    hint: 'Show a certificate of the key that the claim trusts.',
    reference: AUTHENTICATION,
  },
  E_CA_COMMANDS_SIGNATORY: {
    fault: 'policy',
    hint: 'Have the same owner sign the claims for router and registrar.',
    reference: AUTHENTICATION,
  },
  E_CA_COMMANDS_TRUSTER: {
    fault: 'policy',
    hint: 'Name the same person as truster in the claims for router and registrar.',
    reference: AUTHENTICATION,
  },
  E_CA_COMMANDS_MEMBERSHIP: {
    fault: 'policy',
    hint: 'Set router and registrar up the same way: by an owner’s claims, or by one domain’s certificates.',
  },
  E_CA_COMMANDS_DOMAIN: {
    fault: 'policy',
    hint: 'Show a certificate that the domain CA issued and did not revoke.',
    reference: 'CAHN, Use Of Router Certificate',
  },
  E_CA_COMMANDS_DOMAIN_ROLE: {
    fault: 'policy',
    hint: 'Have the domain certify the registrar as registration authority, and the router as router.',
    reference: 'CAHN, Use Of Router Certificate',
  },
  E_CA_COMMANDS_NOT_ADMITTED: { fault: 'policy', hint: 'Have the owner add the router to the registrar’s list.' },
  E_CA_COMMANDS_REFUSED: { fault: 'policy', hint: 'See why the other side refused, and what it wants.' },
  E_CA_COMMANDS_COMMAND: {
    fault: 'peer',
    hint: 'Send TrustCommand and RevokeCommand claims, whole and signed.',
    reference: COMMANDS,
  },
  E_CA_COMMANDS_COMMAND_ISSUER: {
    fault: 'peer',
    hint: 'Sign commands with the key of the certificate shown in TLS.',
    reference: COMMANDS,
  },
  E_CA_COMMANDS_COMMAND_REGISTRAR: {
    fault: 'peer',
    hint: 'Name the registrar that signs as the registrar of a command.',
    reference: COMMANDS,
  },
  E_CA_COMMANDS_COMMAND_TIME: { fault: 'peer', hint: 'Check the clocks; commands have a beginning and no end.' },
  E_CA_COMMANDS_DEVICE: {
    fault: 'peer',
    hint: 'Name the device by its key: ni:///sha-256;…, did:key or did:jwk.',
    reference: COMMANDS,
  },
  E_CA_COMMANDS_REPLAY: { fault: 'peer', hint: 'Send each command once.' },
  E_CA_COMMANDS_SEQUENCE: { fault: 'peer', hint: 'Give each command a higher number than all before.' },
  E_CA_COMMANDS_SET: {
    fault: 'peer',
    hint: 'Send the newest command of each device once, none above the set’s number.',
  },
  E_CA_COMMANDS_ROLLBACK: {
    fault: 'environment',
    hint: 'Restore the registrar’s log of issued commands, or start it with a higher first number.',
  },
  E_CA_COMMANDS_TOO_MANY: { fault: 'policy', hint: 'Raise the router’s bound, or trust fewer devices.' },
  E_CA_COMMANDS_STATION: {
    fault: 'peer',
    hint: 'Give station addresses as six octets in lower-case hexadecimal, none of them for two devices.',
  },
  E_CA_COMMANDS_ENFORCE: { fault: 'environment', hint: 'Look at what the router’s ports run on; it is tried again.' },
  E_CA_COMMANDS_STATE: {
    fault: 'environment',
    hint: 'Check the router’s state file, or remove it: numbers heard so far are forgotten then.',
  },
  E_CA_COMMANDS_REPLACED: { fault: 'peer', hint: 'Keep one connection for each router.' },
  E_CA_COMMANDS_CONNECTION: {
    fault: 'environment',
    hint: 'Check the address, the network and that the other side runs.',
  },
  E_CA_COMMANDS_LISTEN: { fault: 'environment', hint: 'Choose another port or address.' },
  E_CA_COMMANDS_TLS_IDENTITY: { fault: 'caller', hint: 'Give a private key and the certificate that belongs to it.' },
  E_CA_COMMANDS_CLOSED: { fault: 'caller', hint: 'Start it again.' },
} as const satisfies ErrorTable;

export type CaCommandsErrorCode = keyof typeof CA_COMMANDS_ERRORS;

export const fail = errorFactory(CA_COMMANDS_ERRORS);
