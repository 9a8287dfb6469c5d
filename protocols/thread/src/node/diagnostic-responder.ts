/** Network Diagnostics as a node answers them (Thread 1.1.1 §10.11). */

import { CODES, respond } from '@sallyport/coap';
import { isSallyportError, type Milliseconds } from '@sallyport/core';
import {
  answerDiagnosticGet,
  answerDiagnosticQuery,
  decodeDiagnosticGet,
  type NodeDiagnostics,
} from '../tmf/diagnostic-get.ts';
import { TMF_URIS } from '../tmf/uris.ts';
import { readOrUndefined } from './read.ts';
import type { RolePorts, TmfAgent, TmfRequest } from './tmf-agent.ts';

/** What a node lets be known of itself. */
export interface DiagnosticsView {
  /** What it can tell at the moment. */
  say(): NodeDiagnostics;
  /** Counts anew what the TLVs of these types count, where it counts that. */
  reset(types: readonly number[]): void;
}

/** All nodes of a group hear a query at once, and answer within this time, not all at once. */
const ANSWER_SPREAD: Milliseconds = 500;
/** Answers under way; whoever asks more often waits in vain. */
const MAX_ANSWERS = 8;

/** Answers requests and queries, until the function it gives is called. */
export function serveDiagnostics(agent: TmfAgent, view: DiagnosticsView, { timer, random }: RolePorts): () => void {
  let underWay = 0;
  const answerLater = ({ payload, from }: TmfRequest): undefined => {
    const get = readOrUndefined(payload, decodeDiagnosticGet);
    if (get === undefined || underWay === MAX_ANSWERS) return;
    underWay++;
    const [chance = 0] = random.bytes(1);
    timer.after((ANSWER_SPREAD * chance) / 0x100, () => {
      const answer = answerDiagnosticQuery(get, view.say());
      agent
        .request({ address: from }, TMF_URIS.DIAG_GET_ANS, answer)
        .catch((thrown: unknown) => {
          // Whoever asked has gone; nothing waits for the answer.
          if (!isSallyportError(thrown)) throw thrown;
        })
        .finally(() => {
          underWay--;
        });
    });
  };
  const release = [
    agent.serve(TMF_URIS.DIAG_GET_REQ, ({ payload }) => {
      const get = readOrUndefined(payload, decodeDiagnosticGet);
      return get === undefined ? respond(CODES.BAD_REQUEST) : answerDiagnosticGet(get, view.say());
    }),
    agent.serve(TMF_URIS.DIAG_GET_QRY, answerLater),
    agent.serve(TMF_URIS.DIAG_RST, ({ payload, confirmable }) => {
      const get = readOrUndefined(payload, decodeDiagnosticGet);
      // Whoever resets wants to know that it was done.
      if (get === undefined || !confirmable) return respond(CODES.BAD_REQUEST);
      view.reset(get.types);
      return new Uint8Array(0);
    }),
  ];
  return () => {
    for (const each of release) each();
  };
}
