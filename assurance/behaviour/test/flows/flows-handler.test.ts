import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FlowEvent, type FlowsHandlerOptions, flowsHandler } from '@sallyport/assurance-behaviour';
import { fromUtf8, ManualClock, utf8 } from '@sallyport/core';
import { buildRequest, type RequestInit } from '@sallyport/http';

const LINE = '{"at":"2026-06-01T11:59:58Z","source":"10.0.0.5","destination":"198.51.100.7","protocol":"gre"}';

function lab(options: Partial<FlowsHandlerOptions> = {}) {
  const taken: (readonly [readonly FlowEvent[], string])[] = [];
  const errors: unknown[] = [];
  const handler = flowsHandler({
    clock: new ManualClock('2026-06-01T12:00:00Z'),
    reporterOf: () => 'gateway',
    accept: (events, reporter) => void taken.push([events, reporter]),
    onError: (error) => errors.push(error),
    ...options,
  });
  const post = async (body: string, init: RequestInit = {}) => {
    const headers = { 'content-type': 'application/x-ndjson' };
    const answer = await handler(
      buildRequest({ method: 'POST', target: '/flows', headers, body: utf8(body), ...init }),
    );
    return { status: answer.status, text: fromUtf8(answer.body), headers: answer.headers };
  };
  return { taken, errors, post };
}

describe('POST /flows', () => {
  it('takes flow events in and then answers', async () => {
    const { post, taken } = lab();
    const { status, text } = await post(`${LINE}\nbroken\n${LINE}\n`);
    assert.equal(status, 202);
    assert.deepEqual(JSON.parse(text), {
      accepted: 2,
      refused: 1,
      refusedLines: [{ line: 2, code: 'E_JSON_SYNTAX', message: 'not valid JSON' }],
    });
    assert.deepEqual(
      taken.map(([events, reporter]) => [events.length, reporter]),
      [[2, 'gateway']],
    );
  });

  it('takes other formats by name', async () => {
    const { post } = lab();
    const log = 'IN=a OUT=b SRC=10.0.0.5 DST=198.51.100.7 LEN=32 PROTO=UDP SPT=1 DPT=2';
    const { status, text } = await post(log, {
      target: '/flows?format=nftables',
      headers: { 'content-type': 'text/plain' },
    });
    assert.deepEqual([status, JSON.parse(text).accepted], [202, 1]);
  });

  it('answers only when the events are taken in', async () => {
    const { post, errors } = lab({
      accept: async () => {
        throw new Error('disk full');
      },
    });
    assert.deepEqual([(await post(LINE)).status, errors.length], [500, 1]);
  });

  const refused: Readonly<Record<string, readonly [Partial<FlowsHandlerOptions>, RequestInit, number, RegExp]>> = {
    strangers: [{ reporterOf: () => undefined }, {}, 403, /"code":"E_BEHAVIOUR_REPORTER/],
    'whoever cannot be judged': [
      {
        reporterOf: () => {
          throw new Error('no anchors');
        },
      },
      {},
      403,
      /"code":"E_BEHAVIOUR_REPORTER/,
    ],
    'large bodies': [{ maxBodyBytes: 50 }, {}, 413, /"code":"E_BEHAVIOUR_BODY_TOO_LARGE/],
    'many events': [{ maxEvents: 0 }, {}, 413, /"code":"E_BEHAVIOUR_BODY_TOO_LARGE/],
    'plain text of no format': [{}, { headers: { 'content-type': 'text/plain' } }, 400, /"code":"E_BEHAVIOUR_FORMAT/],
    'formats that are none': [{}, { target: '/flows?format=pcap' }, 400, /"code":"E_BEHAVIOUR_FORMAT/],
    'other media types': [{}, { headers: { 'content-type': 'image/png' } }, 415, /"code":"E_HTTP_MEDIA_TYPE/],
    'other methods': [{}, { method: 'GET' }, 405, /POST/],
  };
  for (const [name, [options, init, status, text]] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      const { post, taken } = lab(options);
      const answer = await post(LINE, init);
      assert.equal(answer.status, status);
      assert.match(answer.text, text);
      assert.equal(answer.headers['content-type'], 'application/problem+json');
      assert.deepEqual(taken, []);
    });
  }
});
