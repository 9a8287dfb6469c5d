/**
 * Every parser of the artefacts against damaged real messages: typed errors only, and no input takes long.
 * SALLYPORT_FUZZ_RUNS sets how many inputs each parser gets.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8 } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import {
  decodeArtifact,
  decodeAuditLog,
  decodeStatus,
  encodeAuditLog,
  encodeStatus,
  idevidIssuerOf,
  masaUrlOf,
  matchesIdevidIssuer,
  parseDateAndTime,
  SignedArtifact,
  serialNumberOf,
  verifyArtifact,
} from '../src/index.ts';
import { CERTIFICATES, CMS, THEN } from './support/appendix-c.ts';
import { Dice, mutate } from './support/mutate.ts';
import { onlyTypedErrors } from './support/throws.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 3000);
/** Far above what any input here needs, far below what a quadratic parser would take. */
const SLOWEST_MS = 2000;

const ANCHORS = [CERTIFICATES.vendor, CERTIFICATES.ownerCa];
const AUDIT_LOG = encodeAuditLog({
  events: [
    { date: THEN, domainId: 'BduJhdHPpfhQLyponf48JzXSGZ8=', nonce: null, assertion: 'logged', truncated: 3 },
    { date: THEN, domainId: 'BduJhdHPpfhQLyponf48JzXSGZ8=', nonce: 'VOUFT-WwrEv0NuAQEHoV7Q', assertion: 'proximity' },
  ],
  truncation: { noncedDuplicates: 1, noncelessDuplicates: 2, arbitrary: 3 },
});
const STATUS = encodeStatus({ version: 1, status: false, reason: 'no', reasonContext: { a: [1, null, 'x'] } });

function contentOf(cms: Uint8Array, kind: 'voucher' | 'voucher-request'): Uint8Array {
  return SignedArtifact.parse(cms, kind).signedData.content;
}

function believe(cms: Uint8Array, kind: 'voucher' | 'voucher-request'): void {
  verifyArtifact(SignedArtifact.parse(cms, kind), { anchors: ANCHORS, at: THEN });
}

interface Target {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  readonly parse: (input: Uint8Array) => unknown;
}

const TARGETS: readonly Target[] = [
  {
    name: 'voucher-requests in CMS',
    seeds: [CMS.pledge, CMS.registrar],
    parse: (input) => believe(input, 'voucher-request'),
  },
  { name: 'vouchers in CMS', seeds: [CMS.voucher], parse: (input) => believe(input, 'voucher') },
  {
    name: 'the JSON of voucher-requests',
    seeds: [contentOf(CMS.pledge, 'voucher-request'), contentOf(CMS.registrar, 'voucher-request')],
    parse: (input) => decodeArtifact(input, 'voucher-request'),
  },
  {
    name: 'the JSON of vouchers',
    seeds: [contentOf(CMS.voucher, 'voucher')],
    parse: (input) => decodeArtifact(input, 'voucher'),
  },
  { name: 'audit logs', seeds: [AUDIT_LOG], parse: decodeAuditLog },
  { name: 'status telemetry', seeds: [STATUS], parse: decodeStatus },
  {
    name: 'IDevIDs',
    seeds: [CERTIFICATES.idevid.der],
    parse(input) {
      const certificate = Certificate.parse(input);
      onlyTypedErrors(() => masaUrlOf(certificate));
      onlyTypedErrors(() => serialNumberOf(certificate));
      onlyTypedErrors(() => matchesIdevidIssuer(certificate, idevidIssuerOf(certificate)));
    },
  },
  {
    name: 'dates',
    seeds: [utf8('2021-04-13T17:43:23.747-04:00')],
    parse: (input) => parseDateAndTime(Buffer.from(input).toString('latin1')),
  },
];

describe('damaged', () => {
  for (const [index, { name, seeds, parse }] of TARGETS.entries()) {
    it(`${name} give typed errors only, and quickly`, () => {
      const dice = new Dice(0x5a11 + index);
      for (let run = 0; run < RUNS; run++) {
        const input = mutate(dice.pick(seeds) ?? new Uint8Array(0), dice);
        const before = performance.now();
        onlyTypedErrors(() => parse(input));
        const took = performance.now() - before;
        assert.ok(took < SLOWEST_MS, `run ${run} took ${took} ms: ${Buffer.from(input).toString('base64')}`);
      }
    });
  }
});
