/** Every way this package can refuse, besides the E_JSON_, E_BYTES_ and E_PKI_ codes of what it stands on. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const CLAIMS_ERRORS = {
  E_CLAIMS_TOO_LARGE: { fault: 'peer', hint: 'Send a smaller claim.', http: 413 },
  E_CLAIMS_DUPLICATE_NAME: { fault: 'peer', hint: 'Name each member of an object once.', reference: 'RFC 7493 §2.3' },
  E_CLAIMS_I_JSON: {
    fault: 'peer',
    hint: 'Send only well-formed Unicode, and numbers that a double can hold.',
    reference: 'RFC 7493 §2.1, §2.2',
  },
  E_CLAIMS_FORM: {
    fault: 'peer',
    hint: 'Send a compact JWS of type vc+jwt, a credential with a Data Integrity proof, or an enveloped credential.',
  },
  E_CLAIMS_CREDENTIAL: {
    fault: 'peer',
    hint: 'Send a credential as the Verifiable Credentials Data Model defines it.',
    reference: 'VC Data Model 2.0 §4',
  },
  E_CLAIMS_CONTEXT: {
    fault: 'unsupported',
    hint: 'Use the base context and contexts that this verifier knows; none is ever fetched.',
    reference: 'VC Data Model 2.0 §4.3',
  },
  E_CLAIMS_TIME: {
    fault: 'peer',
    hint: 'Write times as dateTimeStamp, with seconds and a zone, the earlier before the later.',
    reference: 'VC Data Model 2.0 §4.9',
  },
  E_CLAIMS_NOT_YET_VALID: {
    fault: 'peer',
    hint: 'Wait, or check the clocks of the issuer and of this machine.',
    reference: 'VC Data Model 2.0 §4.9',
  },
  E_CLAIMS_EXPIRED: { fault: 'peer', hint: 'Ask the issuer for a new claim.', reference: 'VC Data Model 2.0 §4.9' },
  E_CLAIMS_JOSE: { fault: 'peer', hint: 'Send a JWS in compact serialization.', reference: 'RFC 7515 §3.1' },
  E_CLAIMS_HEADER: {
    fault: 'peer',
    hint: 'Leave out header parameters that bring a key along, point to one, or change how the token is read.',
    reference: 'RFC 7515 §4.1, RFC 8725 §3.10',
  },
  E_CLAIMS_TYP: {
    fault: 'peer',
    hint: 'Name what was signed: typ vc+jwt with cty vc.',
    reference: 'VC JOSE COSE §3.1.1, RFC 8725 §3.11',
  },
  E_CLAIMS_ALGORITHM: {
    fault: 'unsupported',
    hint: 'Sign with ES256, ES384 or EdDSA, and with one that this verifier allows.',
    reference: 'RFC 8725 §3.1',
  },
  E_CLAIMS_ALGORITHM_KEY: {
    fault: 'peer',
    hint: 'Use the algorithm that belongs to the key.',
    reference: 'RFC 8725 §3.1',
  },
  E_CLAIMS_SIGNATURE: { fault: 'peer', hint: 'Send the claim exactly as its issuer signed it.' },
  E_CLAIMS_PROOF: {
    fault: 'peer',
    hint: 'Send Data Integrity proofs as the specification defines them.',
    reference: 'VC Data Integrity §2.1',
  },
  E_CLAIMS_PROOF_UNSUPPORTED: {
    fault: 'unsupported',
    hint: 'Use a DataIntegrityProof of eddsa-jcs-2022 or ecdsa-jcs-2019.',
    reference: 'VC Data Integrity §3.1',
  },
  E_CLAIMS_PROOF_PURPOSE: {
    fault: 'peer',
    hint: 'Make the proof for this purpose, with a key that may be used for it.',
    reference: 'VC Data Integrity §4.4',
  },
  E_CLAIMS_PROOF_EXPIRED: { fault: 'peer', hint: 'Make a new proof.', reference: 'VC Data Integrity §2.1' },
  E_CLAIMS_PROOF_CREATED: {
    fault: 'peer',
    hint: 'Check the clocks of the signer and of this machine: the proof is of the future.',
    reference: 'VC Data Integrity §2.1',
  },
  E_CLAIMS_DOMAIN: {
    fault: 'peer',
    hint: 'Make the proof for the domain that asks.',
    reference: 'VC Data Integrity §4.4',
  },
  E_CLAIMS_CHALLENGE: {
    fault: 'peer',
    hint: 'Make the proof for the challenge that was given.',
    reference: 'VC Data Integrity §4.4',
  },
  E_CLAIMS_ISSUER_MISMATCH: {
    fault: 'peer',
    hint: 'Sign with a key of the issuer that the claim names.',
    reference: 'VC Data Model 2.0 §4.7, VC JOSE COSE §4.1.2',
  },
  E_CLAIMS_KEY: { fault: 'peer', hint: 'Give a well-formed public key.' },
  E_CLAIMS_KEY_UNSUPPORTED: { fault: 'unsupported', hint: 'Use a P-256, P-384 or Ed25519 key.' },
  E_CLAIMS_KEY_PRIVATE: { fault: 'peer', hint: 'Never publish a private key; replace it by a new one.' },
  E_CLAIMS_DID: {
    fault: 'peer',
    hint: 'Give a DID that its method allows.',
    reference: 'DID Core §3.1, did:key, did:jwk and did:web',
  },
  E_CLAIMS_CONTROLLER_UNSUPPORTED: {
    fault: 'unsupported',
    hint: 'Use an issuer that this verifier can resolve: did:key, did:jwk, and did:web or ni where they are set up.',
  },
  E_CLAIMS_CONTROLLER_DOCUMENT: {
    fault: 'peer',
    hint: 'Publish a DID document that names itself and holds readable keys.',
    reference: 'DID Core §5',
  },
  E_CLAIMS_CONTROLLER_UNAVAILABLE: {
    fault: 'environment',
    hint: 'Try again when the issuer’s document can be had.',
  },
  E_CLAIMS_METHOD_UNKNOWN: {
    fault: 'peer',
    hint: 'Sign with a key that the issuer’s document lists, and name it.',
    reference: 'VC Data Integrity §4.4',
  },
  E_CLAIMS_CERTIFICATE: {
    fault: 'policy',
    hint: 'Use a certificate of an accepted authority that names the issuer.',
    reference: 'RFC 7515 §4.1.6',
  },
  E_CLAIMS_TYPE_UNKNOWN: { fault: 'unsupported', hint: 'Make a claim of exactly one of the published types.' },
  E_CLAIMS_SUBJECT: { fault: 'peer', hint: 'Fill the claim as the JSON Schema of its type says.' },
  E_CLAIMS_ROUTE: { fault: 'peer', hint: 'Pass a claim on whole, inside a re-attestation of its own.' },
  E_CLAIMS_ROUTE_DEPTH: { fault: 'peer', hint: 'Pass the claim on over fewer nodes.' },
  E_CLAIMS_ROUTE_LOOP: { fault: 'peer', hint: 'Do not pass on what this node has passed on before.' },
  E_CLAIMS_ROUTE_TIME: { fault: 'peer', hint: 'Receive a claim after it was passed on, not before.' },
  E_CLAIMS_NOTATION: {
    fault: 'caller',
    hint: 'Write { Relation (entity1@, entity2+) } [signatory-], or Relation(entity1@, entity2+) : signatory-.',
    reference: 'CAHN, VC Syntax',
  },
} as const satisfies ErrorTable;

export type ClaimsErrorCode = keyof typeof CLAIMS_ERRORS;

export const fail = errorFactory(CLAIMS_ERRORS);
