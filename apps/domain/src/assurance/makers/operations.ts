/** What the owner's people do with makers and types of devices, as named operations. */

import { z } from 'zod';
import { operation } from '../../api/operation.ts';
import { EVERYBODY, OWNER } from '../../api/roles.ts';
import type { Domain } from '../../domain.ts';
import { fail } from '../../errors.ts';
import { madeAnswer } from '../claim-answers.ts';
import { made } from '../claim-operations.ts';
import { makerAnswer, mudAnswer, sbomAnswer, typeAnswer, wholeMakerAnswer, wholeTypeAnswer } from './answers.ts';
import type { DeviceCounts } from './makers-desk.ts';

const nothing = z.object({});
/** Its URI, its identifier, or what it is called. */
const maker = z.string().min(1).max(2048);
const type = z.string().min(1).max(256);
const reason = z.string().min(1).max(1024).optional();

export const MAKER_OPERATIONS = {
  'makers.list': operation({
    title: 'the makers that were introduced, and those of whom claims speak',
    via: 'GET /makers',
    roles: EVERYBODY,
    input: nothing,
    answer: z.strictObject({ makers: z.array(makerAnswer) }),
    run: async (domain) => ({ makers: [...(await domain.assurance.makers.list(countsOf(domain)))] }),
  }),
  'makers.show': operation({
    title: 'one maker, with the types of its devices',
    via: 'GET /makers/{maker}',
    roles: EVERYBODY,
    input: z.object({ maker }),
    answer: wholeMakerAnswer,
    run: (domain, given) => domain.assurance.makers.show(given.maker, countsOf(domain)),
  }),
  'makers.trust': operation({
    title: 'trust a maker as the owner',
    via: 'POST /makers/{maker}/trust',
    roles: OWNER,
    input: z.object({ maker }),
    answer: madeAnswer,
    run: async ({ assurance }, { maker: id }, { name: by }) =>
      made(assurance, await assurance.claims.make({ type: 'Trust', subject: { id, role: 'manufacturer' } }, { by })),
  }),
  'makers.distrust': operation({
    title: 'distrust a maker as the owner: its devices are put out',
    via: 'POST /makers/{maker}/distrust',
    roles: OWNER,
    input: z.object({ maker, reason }),
    answer: madeAnswer,
    run: async ({ assurance }, { maker: id, reason: why }, { name: by }) => {
      const subject = { id, role: 'manufacturer', ...(why === undefined ? {} : { reason: why }) };
      return made(assurance, await assurance.claims.make({ type: 'Distrust', subject }, { by }));
    },
  }),
  'types.list': operation({
    title: 'types of devices of which something is claimed that counts',
    via: 'GET /types',
    roles: EVERYBODY,
    input: nothing,
    answer: z.strictObject({ types: z.array(typeAnswer) }),
    run: async ({ assurance: { typesDesk } }) => ({ types: [...(await typesDesk.list())] }),
  }),
  'types.show': operation({
    title: 'one type of devices, and what was claimed of it',
    via: 'GET /types/{type}',
    roles: EVERYBODY,
    input: z.object({ type }),
    answer: wholeTypeAnswer,
    run: ({ assurance: { typesDesk } }, given) => typesDesk.show(given.type),
  }),
  'sbom.show': operation({
    title: 'what a type of devices is made of, and the vulnerabilities that match',
    via: 'GET /types/{type}/sbom',
    roles: EVERYBODY,
    input: z.object({ type }),
    answer: z.strictObject({ sboms: z.array(sbomAnswer) }),
    run: async ({ assurance: { typesDesk } }, given) => ({ sboms: [...(await typesDesk.sboms(given.type))] }),
  }),
  'mud.show': operation({
    title: 'the MUD files of a type of devices: who may talk to whom, and what becomes of it on a NAS',
    via: 'GET /types/{type}/mud',
    roles: EVERYBODY,
    input: z.object({ type }),
    answer: mudAnswer,
    run: async ({ assurance: { mud, partyNames } }, given) => {
      if (mud === undefined) throw fail('E_DOMAIN_MUD', 'no MUD files are fetched here');
      const { files } = await mud.show(given.type);
      const names = await partyNames.namesOf(files.map(({ by }) => by));
      return { type: given.type, files: files.map((file) => ({ ...file, byName: names.get(file.by) ?? null })) };
    },
  }),
} as const;

function countsOf({ directory }: Domain): DeviceCounts {
  return {
    ofMakers: async () => (await directory.facets({})).maker,
    ofTypes: async (id) => (await directory.facets({ filters: { maker: id } })).type,
  };
}
