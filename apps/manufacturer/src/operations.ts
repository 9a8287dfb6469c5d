/**
 * What the manufacturer's people do, as named operations from JSON to JSON: the command line runs them in its own
 * process or in that of a running manufacturer, with the same checks.
 */

import { type Caller, type Operations, operationsOf, runOperation } from '@sallyport/api';
import { fromBase64, fromUtf8, type JsonValue, toBase64 } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import { z } from 'zod';
import { fail } from './errors.ts';
import type { Manufacturer } from './manufacturer.ts';
import { keyOf } from './masa-registers.ts';
import type { DeviceRow } from './register.ts';

/** Whoever may use the manufacturer's machine: nothing of this is reached from anywhere else. */
export type ManufacturerRole = 'maker';
const MAKER: readonly ManufacturerRole[] = ['maker'];

export const LOCAL_MAKER: Caller<ManufacturerRole> = {
  id: 'local',
  name: 'the command line',
  role: 'maker',
  by: 'local',
};

const operation = operationsOf<Manufacturer, ManufacturerRole>();

const text = z.string().min(1).max(1024);
const device = z.object({ serialNumber: text });

const deviceAnswer = z.object({
  serialNumber: z.string(),
  model: z.string().nullable(),
  issuerKeyId: z.string(),
  /** Milliseconds since 1970. */
  certifiedAt: z.number(),
  /** How the owner is known: by a sales record, or by first use. */
  ownedBy: z.enum(['sold', 'claimed']).nullable(),
  ownerName: z.string().nullable(),
  domainKey: z.string().nullable(),
  /** Why no vouchers are given, or null. */
  blocked: z.string().nullable(),
});
const voucherAnswer = z.object({
  serialNumber: z.string(),
  domainId: z.string(),
  pinnedKey: z.string(),
  nonce: z.string().nullable(),
  assertion: z.enum(['verified', 'logged', 'proximity']),
  /** Milliseconds since 1970, or null when the voucher does not expire. */
  expiresOn: z.number().nullable(),
  request: z.string(),
  voucher: z.string(),
  renewal: z.boolean(),
  session: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
});
/** Certificates are PEM. */
const anchorsAnswer = z.object({
  masa: z.string(),
  idevidAnchors: z.array(z.string()),
  voucherAnchors: z.array(z.string()),
  masaTlsAnchors: z.array(z.string()),
  /** Fingerprint. */
  handOverSigner: z.string(),
});

export const MANUFACTURER_OPERATIONS = {
  'devices.list': operation({
    title: 'devices made here, a page at a time',
    via: 'GET /devices',
    roles: MAKER,
    reach: 'local',
    input: z.object({ cursor: z.string().optional(), limit: z.number().int().min(1).max(1000).optional() }),
    answer: z.object({ devices: z.array(deviceAnswer), next: z.string().optional() }),
    run: async ({ records }, { cursor, limit }) => {
      const page = await records.page(cursor, limit);
      return {
        devices: page.entries.map(({ row }) => withoutCertificate(row)),
        ...(page.next === undefined ? {} : { next: page.next }),
      };
    },
  }),
  'devices.show': operation({
    title: 'one device with its vouchers',
    via: 'GET /devices/{serialNumber}',
    roles: MAKER,
    reach: 'local',
    input: device,
    answer: deviceAnswer.extend({ idevid: z.string(), vouchers: z.array(voucherAnswer) }),
    run: async ({ records }, { serialNumber }) => {
      const row = await records.find(serialNumber);
      if (row === undefined) throw fail('E_MANUFACTURER_UNKNOWN_DEVICE', `no device has serial number ${serialNumber}`);
      return {
        ...withoutCertificate(row),
        idevid: Certificate.parse(fromBase64(row.idevid)).toPem(),
        vouchers: await records.vouchers(serialNumber),
      };
    },
  }),
  sell: operation({
    title: 'record a sale and make the hand-over file',
    via: 'POST /sales',
    roles: MAKER,
    reach: 'local',
    input: z.object({
      serialNumbers: z.array(text).min(1).max(10_000),
      to: text,
      /** PEM of the owner's domain CA, when the owner gave it. */
      domainCa: z.string().min(1).max(65_536).optional(),
    }),
    answer: z.object({ file: z.base64(), fingerprint: z.string(), devices: z.number().int() }),
    run: async (manufacturer, { serialNumbers, to, domainCa }) => {
      const domainKey = domainCa === undefined ? undefined : keyOf(Certificate.fromPem(domainCa));
      const file = await manufacturer.sell(serialNumbers, {
        name: to,
        ...(domainKey === undefined ? {} : { domainKey }),
      });
      return {
        file: toBase64(file),
        fingerprint: manufacturer.handOverSigner.fingerprint(),
        devices: serialNumbers.length,
      };
    },
  }),
  purchase: operation({
    title: "claim as the maker that somebody bought a device, for the buyer's domain",
    via: 'POST /purchases',
    roles: MAKER,
    reach: 'local',
    input: device.extend({ buyer: text, deviceType: z.string().min(1).max(256).optional() }),
    answer: z.object({ serialNumber: z.string(), buyer: z.string(), claim: z.string() }),
    run: async (manufacturer, purchase) => ({
      serialNumber: purchase.serialNumber,
      buyer: purchase.buyer,
      claim: fromUtf8(await manufacturer.recordPurchase(purchase)),
    }),
  }),
  block: operation({
    title: 'give no vouchers for a device',
    via: 'POST /devices/{serialNumber}/block',
    roles: MAKER,
    reach: 'local',
    input: device.extend({ reason: text }),
    answer: z.object({ blocked: z.string() }),
    run: async ({ records }, { serialNumber, reason }) => {
      await records.block(serialNumber, reason);
      return { blocked: serialNumber };
    },
  }),
  clear: operation({
    title: 'lift a block; for a resale, forget the owner',
    via: 'POST /devices/{serialNumber}/clear',
    roles: MAKER,
    reach: 'local',
    input: device.extend({ resale: z.boolean() }),
    answer: z.object({ cleared: z.string(), resale: z.boolean() }),
    run: async ({ records }, { serialNumber, resale }) => {
      await records.clear(serialNumber, resale);
      return { cleared: serialNumber, resale };
    },
  }),
  anchors: operation({
    title: 'what registrars and devices need to believe this manufacturer',
    via: 'GET /anchors',
    roles: MAKER,
    reach: 'local',
    input: z.object({}),
    answer: anchorsAnswer,
    run: async (maker) => ({
      masa: `https://${maker.masaAuthority}/.well-known/brski`,
      idevidAnchors: maker.idevidAnchors.map((certificate) => certificate.toPem()),
      voucherAnchors: maker.voucherAnchors.map((certificate) => certificate.toPem()),
      masaTlsAnchors: maker.masaTlsAnchors.map((certificate) => certificate.toPem()),
      handOverSigner: maker.handOverSigner.fingerprint(),
    }),
  }),
} as const satisfies Operations<Manufacturer, ManufacturerRole>;

export type ManufacturerOperations = typeof MANUFACTURER_OPERATIONS;

function withoutCertificate({ idevid: _, ...row }: DeviceRow): Omit<DeviceRow, 'idevid'> {
  return row;
}

/** One of them by name, in the manufacturer's own process. @throws E_API_OPERATION, E_API_INPUT, and what the work throws */
export function runManufacturerOperation(
  manufacturer: Manufacturer,
  name: string,
  input: JsonValue = {},
): Promise<JsonValue> {
  return runOperation(MANUFACTURER_OPERATIONS, manufacturer, name, input, LOCAL_MAKER);
}
