/**
 * A process to be killed: brings claims over the handler as fast as it can, several at a time, and writes a line to stdout
 * for each that was acknowledged: `position id`. Arguments: the file of the store, and a name for this process.
 */

import { writeSync } from 'node:fs';
import { ClaimLog, claimLogProjection, claimsHandler } from '@sallyport/assurance-claim-log';
import { fromUtf8, systemClock, utf8 } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';
import { openSqliteStore } from '@sallyport/store';

const LANES = 8;

const path = process.argv[2] ?? '';
const name = process.argv[3] ?? '';
const store = await openSqliteStore({ path, projections: [claimLogProjection] });
const handler = claimsHandler({ log: await ClaimLog.open({ store, clock: systemClock }) });

/** Written straight to the descriptor: what this says has happened, whatever kills the process next. */
function acknowledge(position: number, id: string): void {
  const line = Buffer.from(`${position} ${id}\n`);
  for (let done = 0; done < line.length; ) {
    try {
      done += writeSync(1, line, done);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
}

async function runLane(lane: number): Promise<void> {
  const headers = { 'content-type': 'application/vc+jwt' };
  for (let round = 0; ; round++) {
    // Every fifth is one that this lane brought before.
    const number = round % 5 === 4 ? round - 1 : round;
    const text = `${name}-${lane}-${number}.${'x'.repeat(1 + ((number * 131) % 900))}.signature`;
    const response = await handler(buildRequest({ method: 'POST', target: '/claims', headers, body: utf8(text) }));
    if (response.status !== 202) throw new TypeError(fromUtf8(response.body));
    const { position, id } = JSON.parse(fromUtf8(response.body));
    acknowledge(position, id);
  }
}

await Promise.all(Array.from({ length: LANES }, (_, lane) => runLane(lane)));
