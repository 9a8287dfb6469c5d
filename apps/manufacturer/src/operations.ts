/**
 * What the manufacturer's people do, as named operations from JSON to JSON: the command line runs them in its own
 * process or in that of a running manufacturer, with the same checks.
 */

import { fromBase64, fromUtf8, type JsonValue, toBase64 } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import { z } from 'zod';
import { fail } from './errors.ts';
import type { Manufacturer } from './manufacturer.ts';
import { keyOf } from './masa-registers.ts';
import type { DeviceRow } from './register.ts';

/** An operation with the shape of its arguments. */
export interface Operation {
  readonly title: string;
  run(manufacturer: Manufacturer, input: unknown): Promise<JsonValue>;
}

/** Every wrong argument in one line. */
function sentenceOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.') || 'the argument'}: ${message}`).join('; ');
}

function operation<Input>(
  title: string,
  input: z.ZodType<Input>,
  run: (manufacturer: Manufacturer, input: Input) => Promise<JsonValue>,
): Operation {
  return {
    title,
    run: (manufacturer, given) => {
      const parsed = input.safeParse(given);
      if (!parsed.success) throw fail('E_MANUFACTURER_ARGUMENT', sentenceOf(parsed.error));
      return run(manufacturer, parsed.data);
    },
  };
}

const text = z.string().min(1).max(1024);
const device = z.object({ serialNumber: text });

export const MANUFACTURER_OPERATIONS: Readonly<Record<string, Operation>> = {
  'devices.list': operation(
    'devices made here, a page at a time',
    z.object({ cursor: z.string().optional(), limit: z.number().int().min(1).max(1000).optional() }),
    async ({ records }, { cursor, limit }) => {
      const page = await records.page(cursor, limit);
      return {
        devices: page.entries.map(({ row }) => withoutCertificate(row)),
        ...(page.next === undefined ? {} : { next: page.next }),
      };
    },
  ),
  'devices.show': operation('one device with its vouchers', device, async ({ records }, { serialNumber }) => {
    const row = await records.find(serialNumber);
    if (row === undefined) throw fail('E_MANUFACTURER_UNKNOWN_DEVICE', `no device has serial number ${serialNumber}`);
    return {
      ...withoutCertificate(row),
      idevid: Certificate.parse(fromBase64(row.idevid)).toPem(),
      vouchers: await records.vouchers(serialNumber),
    };
  }),
  sell: operation(
    'record a sale and make the hand-over file',
    z.object({
      serialNumbers: z.array(text).min(1).max(10_000),
      to: text,
      /** PEM of the owner's domain CA, when the owner gave it. */
      domainCa: z.string().min(1).max(65_536).optional(),
    }),
    async (manufacturer, { serialNumbers, to, domainCa }) => {
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
  ),
  purchase: operation(
    "claim as the maker that somebody bought a device, for the buyer's domain",
    device.extend({ buyer: text, deviceType: z.string().min(1).max(256).optional() }),
    async (manufacturer, purchase) => ({
      serialNumber: purchase.serialNumber,
      buyer: purchase.buyer,
      claim: fromUtf8(await manufacturer.recordPurchase(purchase)),
    }),
  ),
  block: operation(
    'give no vouchers for a device',
    device.extend({ reason: text }),
    async ({ records }, { serialNumber, reason }) => {
      await records.block(serialNumber, reason);
      return { blocked: serialNumber };
    },
  ),
  clear: operation(
    'lift a block; for a resale, forget the owner',
    device.extend({ resale: z.boolean() }),
    async ({ records }, { serialNumber, resale }) => {
      await records.clear(serialNumber, resale);
      return { cleared: serialNumber, resale };
    },
  ),
  anchors: operation('what registrars and devices need to believe this manufacturer', z.object({}), async (maker) => ({
    masa: `https://${maker.masaAuthority}/.well-known/brski`,
    idevidAnchors: maker.idevidAnchors.map((certificate) => certificate.toPem()),
    voucherAnchors: maker.voucherAnchors.map((certificate) => certificate.toPem()),
    masaTlsAnchors: maker.masaTlsAnchors.map((certificate) => certificate.toPem()),
    handOverSigner: maker.handOverSigner.fingerprint(),
  })),
};

function withoutCertificate({ idevid: _, ...row }: DeviceRow): Omit<DeviceRow, 'idevid'> {
  return row;
}
