/** What the owner's people do about certificates that must not count any more. */

import type { LedgerEntry } from '@sallyport/ca';
import { z } from 'zod';
import { isKey } from '../api/key-text.ts';
import { operation } from '../api/operation.ts';
import { EVERYBODY, OWNER } from '../api/roles.ts';
import type { Domain } from '../domain.ts';
import { fail } from '../errors.ts';
import { registerKey } from '../register.ts';

const text = z.string().min(1).max(1024);
const REASONS = ['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation'] as const;
const reason = z.enum(REASONS).optional();
const SERIAL = /^[0-9a-f]{1,64}$/;

const published = z.object({
  /** Of the list that says so. */
  crlNumber: z.string(),
});
const unknownCertificate = z.object({ serialNumber: z.string(), status: z.literal('unknown') });
const knownCertificate = z.object({
  serialNumber: z.string(),
  status: z.enum(['good', 'expired', 'revoked']),
  /** Where it is revoked. */
  reason: z.string().optional(),
  revokedAt: z.iso.datetime().optional(),
  subject: z.string(),
  profile: z.string(),
  /** Key of the device that it is of, or null. */
  device: z.string().nullable(),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
});
const listAnswer = z.object({
  /** PEM. */
  crl: z.string(),
  number: z.string(),
  thisUpdate: z.iso.datetime(),
  nextUpdate: z.iso.datetime().nullable(),
  /** How many certificates it names. */
  revoked: z.number().int(),
});

export const REVOCATION_OPERATIONS = {
  'devices.revoke': operation({
    title: 'revoke every certificate of a device that still runs',
    via: 'POST /devices/{manufacturer}/{serialNumber}/revoke',
    roles: OWNER,
    input: z
      .object({
        manufacturer: text,
        serialNumber: text,
        reason,
        refuse: z.boolean().optional(),
        note: text.optional(),
      })
      .refine((device) => isKey(registerKey(device)), 'no device can be called so'),
    answer: published.extend({ device: z.string(), revoked: z.array(z.string()), refused: z.boolean() }),
    run: async (domain, { manufacturer, serialNumber, reason: why = 'unspecified', refuse = false, note }) => {
      const device = { manufacturer, serialNumber };
      const { revoked, issued } = await domain.revokeDevice(device, { reason: why, refuse, note });
      if (issued === 0 && !refuse && (await domain.devices.find(device)) === undefined) {
        throw fail('E_DOMAIN_UNKNOWN_DEVICE', `no device ${registerKey(device)}`);
      }
      return { device: registerKey(device), revoked: [...revoked], refused: refuse, ...(await publishedBy(domain)) };
    },
  }),
  'ca.revoke': operation({
    title: 'revoke a certificate of the domain',
    via: 'POST /ca/certificates/{serialNumber}/revoke',
    roles: OWNER,
    input: z.object({ serialNumber: text, reason }),
    answer: published.extend({ revoked: z.string(), subject: z.string() }),
    run: async (domain, { serialNumber, reason: why = 'unspecified' }) => {
      const entry = await domain.authority.revoke(serialNumber.toLowerCase(), why);
      return { revoked: entry.serialNumber, subject: entry.subject, ...(await publishedBy(domain)) };
    },
  }),
  'ca.status': operation({
    title: 'whether a certificate of the domain counts',
    via: 'GET /ca/certificates/{serialNumber}',
    roles: EVERYBODY,
    input: z.object({ serialNumber: text }),
    answer: z.discriminatedUnion('status', [unknownCertificate, knownCertificate]),
    run: async (domain, { serialNumber }) => {
      const wanted = serialNumber.toLowerCase().replaceAll(':', '');
      const entry = SERIAL.test(wanted) ? await domain.authority.ledger.bySerialNumber(wanted) : undefined;
      return entry === undefined ? { serialNumber: wanted, status: 'unknown' as const } : statusOf(entry, domain.now());
    },
  }),
  'ca.crl': operation({
    title: 'the revocation list in force',
    via: 'GET /ca/crl',
    roles: EVERYBODY,
    input: z.object({}),
    answer: listAnswer,
    run: async (domain) => {
      const list = await domain.revocation.currentList();
      return {
        crl: list.toPem(),
        number: String(list.crlNumber),
        thisUpdate: list.thisUpdate.toISOString(),
        nextUpdate: list.nextUpdate?.toISOString() ?? null,
        revoked: list.entries.length,
      };
    },
  }),
} as const;

/** The list that says so: from now on whoever asks gets this one. */
async function publishedBy(domain: Domain): Promise<z.infer<typeof published>> {
  return { crlNumber: String((await domain.revocation.currentList()).crlNumber) };
}

function statusOf(entry: LedgerEntry, now: Date): z.infer<typeof knownCertificate> {
  const { serialNumber, subject, profile, device, notBefore, notAfter, revocation } = entry;
  const standing = notAfter < now ? 'expired' : 'good';
  return {
    serialNumber,
    status: revocation === undefined ? standing : 'revoked',
    ...(revocation === undefined ? {} : { reason: revocation.reason, revokedAt: revocation.at.toISOString() }),
    subject,
    profile,
    device: device ?? null,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
  };
}
