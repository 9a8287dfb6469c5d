/** Every way this package can refuse, besides the E_JSON_, E_CLAIMS_, E_CMS_, E_PKI_ and E_HTTP_ codes of what it stands on. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const BEHAVIOUR_ERRORS = {
  E_BEHAVIOUR_MUD: {
    fault: 'peer',
    hint: 'Send a MUD file as the YANG modules ietf-mud, ietf-acldns and ietf-access-control-list define it.',
    reference: 'RFC 8520 §2.1, §7, §8',
  },
  E_BEHAVIOUR_MUD_TOO_LARGE: { fault: 'peer', hint: 'Send a smaller MUD file.' },
  E_BEHAVIOUR_MUD_VERSION: {
    fault: 'unsupported',
    hint: 'Use version 1 of the MUD specification.',
    reference: 'RFC 8520 §3.1',
  },
  E_BEHAVIOUR_MUD_URL: {
    fault: 'peer',
    hint: 'Use an https URL without credentials, and name in the file the URL that it is fetched from.',
    reference: 'RFC 8520 §3.2, §6',
  },
  E_BEHAVIOUR_MUD_ADDRESSES: {
    fault: 'policy',
    hint: 'Look at the addresses in the MUD file, and allow them for this file if they are right for this network.',
    reference: 'RFC 8520 §2.1',
  },
  E_BEHAVIOUR_MUD_SOURCE: {
    fault: 'unsupported',
    hint: 'Take the MUD URL from the certificate of the device: DHCP options and LLDP are not read.',
    reference: 'RFC 8520 §10, §12',
  },
  E_BEHAVIOUR_MUD_EXTENSION: {
    fault: 'peer',
    hint: 'Encode the MUD URL as an IA5String, and the signer as a Name.',
    reference: 'RFC 8520 §11',
  },
  E_BEHAVIOUR_FETCH: {
    fault: 'environment',
    hint: 'Check that the MUD file server can be reached, or try again later.',
    reference: 'RFC 8520 §6',
  },
  E_BEHAVIOUR_FETCH_STATUS: { fault: 'environment', hint: 'Ask who runs the MUD file server: it has no such file.' },
  E_BEHAVIOUR_FETCH_TYPE: {
    fault: 'peer',
    hint: 'Serve MUD files as application/mud+json, and their signatures as application/pkcs7-signature.',
    reference: 'RFC 8520 §13.1, §17.5',
  },
  E_BEHAVIOUR_FETCH_REDIRECT: {
    fault: 'peer',
    hint: 'Serve MUD files where their URLs say: redirects to another origin are not followed.',
  },
  E_BEHAVIOUR_FETCH_TOO_LARGE: { fault: 'peer', hint: 'Serve a smaller MUD file.' },
  E_BEHAVIOUR_SIGNATURE: {
    fault: 'peer',
    hint: 'Sign the MUD file as it is served, detached, with a certificate that leads to a configured anchor.',
    reference: 'RFC 8520 §13.2',
  },
  E_BEHAVIOUR_SIGNER_USE: {
    fault: 'peer',
    hint: 'Sign MUD files with a certificate whose key usage has digitalSignature.',
    reference: 'RFC 8520 §13.2',
  },
  E_BEHAVIOUR_SIGNER: {
    fault: 'peer',
    hint: 'Sign with the certificate whose subject the id-pe-mudsigner extension of the device names.',
    reference: 'RFC 8520 §11, §13.2',
  },
  E_BEHAVIOUR_ROLLED_BACK: {
    fault: 'peer',
    hint: 'Serve the newest MUD file: this one is older than the one that was served before.',
    reference: 'RFC 8520 §3.4',
  },
  E_BEHAVIOUR_LINE: { fault: 'peer', hint: 'Send lines of the format that was named.' },
  E_BEHAVIOUR_LINE_TOO_LONG: { fault: 'peer', hint: 'Send shorter lines.' },
  E_BEHAVIOUR_FORMAT: {
    fault: 'unsupported',
    hint: 'Name one of the formats nftables, zeek, zeek-json and json.',
    http: 400,
  },
  E_BEHAVIOUR_REPORTER: {
    fault: 'policy',
    hint: 'Report flows with a client certificate that this node knows as a reporter.',
    http: 403,
  },
  E_BEHAVIOUR_BODY_TOO_LARGE: { fault: 'peer', hint: 'Send fewer flows at once.', http: 413 },
  E_BEHAVIOUR_DENYLIST: {
    fault: 'caller',
    hint: 'Give the list a name of letters, digits, dots, hyphens and underscores.',
  },
  E_BEHAVIOUR_DESTINATION: {
    fault: 'caller',
    hint: 'Give an address as 198.51.100.7, a prefix as 203.0.113.0/24 or 2001:db8::/48, or a name as evil.example.',
  },
  E_BEHAVIOUR_DENYLIST_TOO_LARGE: { fault: 'caller', hint: 'Import a smaller list, or allow more entries.' },
  E_BEHAVIOUR_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },
} as const satisfies ErrorTable;

export type BehaviourErrorCode = keyof typeof BEHAVIOUR_ERRORS;

export const fail = errorFactory(BEHAVIOUR_ERRORS);
