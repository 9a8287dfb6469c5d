/** What the owner's people do with the log: read it, check it, take it elsewhere. */

import { Download, downloadAnswer, jsonValue } from '@sallyport/api';
import type { StoredEvent } from '@sallyport/store';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { LOOKING } from '../api/roles.ts';
import { fail } from '../errors.ts';
import { EXPORT_FORMATS, exportLog } from './log-export.ts';
import { logPage, logTypes } from './log-pages.ts';

const position = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const head = z.object({ position, hash: z.string().regex(/^[0-9a-f]{64}$/) });
const name = z.string().min(1).max(1024);
/** Milliseconds since 1970. */
const time = z.number().int();

const filters = { stream: name.optional(), type: name.optional(), from: time.optional(), to: time.optional() };

const event = z.object({
  position,
  stream: z.string(),
  version: position,
  type: z.string(),
  /** Milliseconds since 1970. */
  at: time,
  uniqueKey: z.string().nullable(),
  /** Null where it is left out for its length: `log.entry` has it. */
  data: jsonValue,
  isLong: z.boolean(),
});

/** Characters of JSON from which the data of an event are left out of a page: vouchers and claims may be long. */
const LONG = 8_192;

export const LOG_OPERATIONS = {
  'log.head': operation({
    title: 'the head of the log, to be noted elsewhere',
    via: 'GET /log/head',
    roles: LOOKING,
    input: z.object({}),
    answer: head,
    run: async (domain) => domain.logHead(),
  }),
  'log.page': operation({
    title: 'the log, the newest first, a page at a time; a short page may have a next one',
    via: 'GET /log',
    roles: LOOKING,
    input: z.object({
      ...filters,
      /** The `next` of the page before. */
      cursor: position.optional(),
      limit: z.number().int().min(1).max(500).optional(),
    }),
    answer: z.object({ events: z.array(event), next: position.optional() }),
    run: async ({ log }, { cursor: before, limit = 100, ...query }) => {
      const { events, next } = await logPage(log.store, { ...query, before, limit });
      return { events: events.map((each) => eventJson(each, LONG)), ...(next === undefined ? {} : { next }) };
    },
  }),
  'log.types': operation({
    title: 'what types of events the log holds',
    via: 'GET /log/types',
    roles: LOOKING,
    input: z.object({}),
    answer: z.object({ types: z.array(z.string()) }),
    run: async ({ log }) => ({ types: await logTypes(log.store) }),
  }),
  'log.entry': operation({
    title: 'one event of the log, whole',
    via: 'GET /log/events/{position}',
    roles: LOOKING,
    input: z.object({ position }),
    answer: event,
    run: async ({ log }, { position: at }) => {
      for await (const found of log.store.read(at, { to: at, limit: 1 }))
        return eventJson(found, Number.MAX_SAFE_INTEGER);
      throw fail('E_DOMAIN_LOG_POSITION', `there is no event ${at}`);
    },
  }),
  'log.verify': operation({
    title: 'read the whole log and check it, against a head that was noted',
    via: 'POST /log/verify',
    roles: LOOKING,
    changes: false,
    input: z.object({ noted: head.optional() }),
    answer: head,
    run: ({ log }, { noted }, caller, { request }) => log.verification.run(caller.name, noted, request?.signal),
  }),
  'log.verification': operation({
    title: 'how far the check of the log has come, and what the latest one found',
    via: 'GET /log/verification',
    roles: LOOKING,
    input: z.object({}),
    answer: z.object({
      running: z.object({ by: z.string(), since: time, checked: position, of: position }).nullable(),
      last: z
        .object({
          by: z.string(),
          at: time,
          noted: head.nullable(),
          head: head.nullable(),
          fault: z.object({ code: z.string(), message: z.string() }).nullable(),
        })
        .nullable(),
    }),
    run: ({ log }) => {
      const { running, last } = log.verification;
      return {
        running: running === undefined ? null : { ...running, since: running.since.getTime() },
        last:
          last === undefined
            ? null
            : {
                by: last.by,
                at: last.at.getTime(),
                noted: last.noted ?? null,
                head: last.head ?? null,
                fault: last.fault ?? null,
              },
      };
    },
  }),
  'log.export': operation({
    title: 'the log as a file, with its chain of hashes',
    via: 'GET /log/export',
    roles: LOOKING,
    input: z.object({
      format: z.enum(EXPORT_FORMATS),
      first: position.optional(),
      last: position.optional(),
      ...filters,
    }),
    answer: downloadAnswer(['application/jsonl', 'text/csv; charset=utf-8']),
    run: ({ log }, query, _caller, { request }) =>
      new Download({
        mediaType: query.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl',
        fileName: `sallyport-log.${query.format}`,
        body: exportLog(log.store, query, request?.signal),
      }),
  }),
} as const;

function eventJson({ position: at, stream, version, type, at: happened, uniqueKey, data }: StoredEvent, most: number) {
  const isLong = JSON.stringify(data).length > most;
  return {
    position: at,
    stream,
    version,
    type,
    at: happened.getTime(),
    uniqueKey: uniqueKey ?? null,
    data: isLong ? null : data,
    isLong,
  };
}
