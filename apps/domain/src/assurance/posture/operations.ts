/** What the owner's people do about what devices are made of, as named operations. */

import { jsonValue } from '@sallyport/api';
import { FEED_KINDS, type ImportReport, SBOM_LIMITS } from '@sallyport/assurance-posture';
import { fromBase64, reasonOf } from '@sallyport/core';
import { z } from 'zod';
import { operation } from '../../api/operation.ts';
import { LOOKING, OWNER } from '../../api/roles.ts';
import { claimAnswer } from '../claim-answers.ts';
import { readArgumentFile } from '../read-argument-file.ts';

const path = z.string().min(1).max(4096);

/** Characters of base64: 48 MiB. Larger feeds are read from the domain's own disk, a piece at a time. */
const MAX_FEED = 64 << 20;
/** What stands around it in a body, in bytes. */
const SLACK = 4096;

const time = z.iso.datetime();
const count = z.int().min(0);

const reportAnswer = z.strictObject({
  kind: z.enum(FEED_KINDS),
  digest: z.string(),
  at: time,
  revision: z.int(),
  records: z.record(z.string(), count),
  problems: z.array(z.record(z.string(), jsonValue)),
  passedOver: z.record(z.string(), count),
});

const feedsAnswer = z.strictObject({
  /** Null while nothing was ever imported. */
  feeds: z
    .strictObject({
      revision: z.int(),
      advisories: count,
      exploited: count,
      /** Kinds of packages and products that there are advisories of. */
      covered: z.array(z.string()),
      imports: z.array(z.strictObject({ kind: z.enum(FEED_KINDS), digest: z.string(), at: time })),
    })
    .nullable(),
  databots: z.array(
    z.strictObject({
      name: z.string(),
      about: z.string(),
      lastRun: z.strictObject({ began: time, ended: time, claims: count, error: z.string().nullable() }).nullable(),
    }),
  ),
});

const declaredAnswer = claimAnswer.extend({
  format: z.enum(['CycloneDX', 'SPDX']),
  digest: z.string(),
  components: count,
});

export const POSTURE_OPERATIONS = {
  'feeds.import': operation({
    title: 'take in a feed of vulnerabilities',
    via: 'POST /feeds/{kind}',
    roles: OWNER,
    localInputs: ['path'],
    input: z
      .object({
        kind: z.enum(FEED_KINDS),
        /** A file or folder that the domain can read. */
        path: path.optional(),
        /** The file itself, which may be gzipped or a ZIP. */
        feed: z.base64().max(MAX_FEED).optional(),
      })
      .refine(({ path: file, feed }) => (file === undefined) !== (feed === undefined), {
        message: 'either path or feed is given',
      }),
    answer: reportAnswer,
    maxBytes: MAX_FEED + SLACK,
    run: async ({ assurance: { posture } }, { kind, path: file, feed = '' }) =>
      reportJson(
        file === undefined
          ? await posture.importSentFeed(kind, fromBase64(feed))
          : await posture.importFeed(kind, file),
      ),
  }),
  'feeds.show': operation({
    title: 'the feeds, and what scores by them',
    via: 'GET /feeds',
    roles: LOOKING,
    input: z.object({}),
    answer: feedsAnswer,
    run: async ({ assurance: { databots, posture } }) => {
      const state = await posture.feeds();
      return {
        feeds:
          state === undefined
            ? null
            : {
                revision: state.revision,
                advisories: state.advisories,
                exploited: state.exploited,
                covered: [...state.covered],
                imports: state.imports.map(({ kind, digest, at }) => ({ kind, digest, at: at.toISOString() })),
              },
        databots: databots.list().map(({ name, about, lastRun }) => ({
          name,
          about,
          lastRun:
            lastRun === undefined
              ? null
              : {
                  began: lastRun.began.toISOString(),
                  ended: lastRun.ended.toISOString(),
                  claims: lastRun.claims,
                  error: lastRun.error === undefined ? null : reasonOf(lastRun.error),
                },
        })),
      };
    },
  }),
  'sbom.declare': operation({
    title: 'say as the owner what a type of devices is made of',
    via: 'POST /sboms',
    roles: OWNER,
    localInputs: ['path'],
    input: z
      .object({
        deviceType: z.string().min(1).max(256),
        /** A file that the domain can read. */
        path: path.optional(),
        sbom: z
          .base64()
          .max(96 << 20)
          .optional(),
      })
      .refine(({ path: file, sbom }) => (file === undefined) !== (sbom === undefined), {
        message: 'either path or sbom is given',
      }),
    answer: declaredAnswer,
    maxBytes: 140 << 20,
    run: async ({ assurance: { posture, claims, claimView } }, { deviceType, path: file, sbom = '' }, { name: by }) => {
      const bytes = file === undefined ? fromBase64(sbom) : await readArgumentFile(file, SBOM_LIMITS.maxBytes);
      const { format, digest, components } = await posture.keepSbom(bytes);
      const made = await claims.make({ type: 'Sbom', subject: { deviceType, sbom: { format, digest } } }, { by });
      return { ...(await claimView.show(await claims.find(made.id))), format, digest, components };
    },
  }),
} as const;

function reportJson({ kind, digest, at, revision, records, problems, passedOver }: ImportReport) {
  return {
    kind,
    digest,
    at: at.toISOString(),
    revision,
    records: { ...records },
    problems: problems.map((problem) => ({ ...problem })),
    passedOver: { ...passedOver },
  };
}
