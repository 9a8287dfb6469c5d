/** Network Diagnostics as a node answers them (Thread 1.1.1 §10.11.2, §10.11.3). */

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

/** What a node can tell of itself at the moment. */
export type DiagnosticsView = () => NodeDiagnostics;

/** All nodes of a group hear a query at once, and answer within this time, not all at once. */
const ANSWER_SPREAD: Milliseconds = 500;
/** Answers under way; whoever asks more often waits in vain. */
const MAX_ANSWERS = 8;

/** Answers both requests, until the function it gives is called. */
export function serveDiagnostics(agent: TmfAgent, view: DiagnosticsView, { timer, random }: RolePorts): () => void {
  let underWay = 0;
  const answerLater = ({ payload, from }: TmfRequest): undefined => {
    const get = readOrUndefined(payload, decodeDiagnosticGet);
    if (get === undefined || underWay === MAX_ANSWERS) return;
    underWay++;
    const [chance = 0] = random.bytes(1);
    timer.after((ANSWER_SPREAD * chance) / 0x100, () => {
      const answer = answerDiagnosticQuery(get, view());
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
      return get === undefined ? respond(CODES.BAD_REQUEST) : answerDiagnosticGet(get, view());
    }),
    agent.serve(TMF_URIS.DIAG_GET_QRY, answerLater),
  ];
  return () => {
    for (const each of release) each();
  };
}
