/** Letting devices join a Thread network by their codes, and no longer. */

import { fromHex, MINUTE, SECOND, Secret, toHex } from '@sallyport/core';
import { joinerIdOf, parseEui64, parseJoinerQr } from '@sallyport/thread';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { AT_WORK, EVERYBODY } from '../api/roles.ts';
import { joinerAnswer, joinerJson } from './answers.ts';
import { type Joiner, joinerName } from './joiners.ts';
import { knownBy, knownDevice } from './known-device.ts';
import { bytes, code, network, text } from './operation-inputs.ts';

const LONGEST_PERMIT = 24 * 60 * MINUTE;

/** `v=1&&eui=…&&cc=…`, as a camera reads it. */
const qrText = z.string().min(1).max(512);

const joiner = z
  .discriminatedUnion('by', [
    z.object({ by: z.literal('eui64'), eui64: bytes(8) }),
    z.object({ by: z.literal('joiner-id'), joinerId: bytes(8) }),
    z.object({ by: z.literal('any') }),
  ])
  .transform((given): Joiner => {
    switch (given.by) {
      case 'eui64':
        return { by: 'eui64', eui64: parseEui64(given.eui64) };
      case 'joiner-id':
        return { by: 'joiner-id', joinerId: fromHex(given.joinerId) };
      case 'any':
        return { by: 'any' };
    }
  });

export const JOINER_OPERATIONS = {
  'thread.enable': operation({
    title: 'let a device join that proves its code',
    via: 'POST /thread/joiners',
    roles: AT_WORK,
    secrets: ['pskd', 'qr'],
    input: z
      .object({
        network,
        joiner: joiner.optional(),
        /** The code that is printed on the device. */
        pskd: code.optional(),
        /** The text of the device's QR code, in place of both. */
        qr: qrText.optional(),
        timeout: z.number().int().min(SECOND).max(LONGEST_PERMIT).optional(),
        note: text.optional(),
      })
      .refine(
        (given) =>
          (given.qr === undefined) === (given.joiner !== undefined && given.pskd !== undefined) &&
          (given.joiner === undefined) === (given.pskd === undefined),
        { message: 'either qr is given, or joiner and pskd' },
      ),
    answer: z.object({ enabled: z.string() }),
    run: async ({ thread }, { network: which, timeout, note, ...given }) => {
      const { joiner: who, pskd } = permitOf(given);
      await thread.enable(
        {
          ...{ joiner: who, pskd },
          ...(timeout === undefined ? {} : { timeout }),
          ...(note === undefined ? {} : { note }),
        },
        which,
      );
      return { enabled: joinerName(who) };
    },
  }),
  'thread.read-code': operation({
    title: 'whose QR code this is; the code in it is not told',
    // Not in a path: the text holds a secret.
    via: 'POST /thread/codes',
    roles: AT_WORK,
    changes: false,
    secrets: ['qr'],
    input: z.object({ qr: qrText }),
    answer: z.object({
      eui64: z.string(),
      joinerId: z.string(),
      /** Fields without a meaning here. */
      others: z.record(z.string(), z.string()),
      /** The device, where it is known already. */
      device: knownDevice.nullable(),
    }),
    run: async (domain, { qr }) => {
      const { eui64, others } = parseJoinerQr(qr);
      return {
        eui64: toHex(eui64),
        joinerId: toHex(joinerIdOf(eui64)),
        others: Object.fromEntries(others),
        device: await knownBy(eui64, domain),
      };
    },
  }),
  'thread.disable': operation({
    title: 'let a device join no longer',
    via: 'POST /thread/joiners/disable',
    roles: AT_WORK,
    input: z.object({ network, joiner }),
    answer: z.object({ disabled: z.string() }),
    run: async ({ thread }, { network: which, joiner: who }) => {
      await thread.disable(who, which);
      return { disabled: joinerName(who) };
    },
  }),
  'thread.joiners': operation({
    title: 'the devices that may join',
    via: 'GET /thread/joiners',
    roles: EVERYBODY,
    input: z.object({ network }),
    answer: z.array(joinerAnswer),
    run: async ({ thread }, { network: which }) => thread.joiners(which).map(joinerJson),
  }),
} as const;

/** @throws E_THREAD_JOINER_QR, E_THREAD_EUI64, E_THREAD_PSKD */
function permitOf({
  joiner: who,
  pskd = '',
  qr = '',
}: {
  readonly joiner?: Joiner | undefined;
  readonly pskd?: string | undefined;
  readonly qr?: string | undefined;
}): { readonly joiner: Joiner; readonly pskd: Secret } {
  if (who !== undefined) return { joiner: who, pskd: Secret.of(pskd) };
  const read = parseJoinerQr(qr);
  return { joiner: { by: 'eui64', eui64: read.eui64 }, pskd: read.pskd };
}
