/** What is common to the requests by which a Commissioner has nodes look around on the radio (Thread 1.1.1 §8.7.8 to §8.7.10). */

import { CODES, type CoapResponse, respond } from '@sallyport/coap';
import { isSallyportError, type Milliseconds, SECOND, type Timer } from '@sallyport/core';
import type { NetworkDataView, RadioSurvey } from '../node/ports.ts';
import { readOrUndefined } from '../node/read.ts';
import type { TmfAgent, TmfRequest } from '../node/tmf-agent.ts';
import { decodeCommissionerDataset } from '../tmf/commissioner-dataset.ts';
import type { TmfUri } from '../tmf/uris.ts';

/** From the request to the first look around, so that all nodes have heard the request by then (SCAN_DELAY). */
export const SCAN_DELAY: Milliseconds = SECOND;

export interface SurveyOptions {
  readonly agent: TmfAgent;
  readonly networkData: NetworkDataView;
  readonly survey: RadioSurvey;
}

export interface SurveyKind<Request extends { readonly sessionId: number }> {
  readonly path: TmfUri;
  readonly decode: (payload: Uint8Array) => Request;
  /** Does what is asked and gives what there is to tell the Commissioner, if anything. */
  readonly run: (request: Request, options: SurveyOptions, timer: Timer) => Promise<SurveyAnswer | undefined>;
}

export interface SurveyAnswer {
  readonly path: TmfUri;
  readonly payload: Uint8Array;
}

/** Serves one kind of survey on a node, one at a time. */
export class SurveyServer<Request extends { readonly sessionId: number }> {
  readonly #kind: SurveyKind<Request>;
  readonly #options: SurveyOptions;
  readonly #timer: Timer;
  readonly #release: () => void;
  #isBusy = false;

  constructor(kind: SurveyKind<Request>, options: SurveyOptions, timer: Timer) {
    this.#kind = kind;
    this.#options = options;
    this.#timer = timer;
    this.#release = options.agent.serve(kind.path, (request) => this.#handle(request));
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  close(): void {
    this.#release();
  }

  #handle({ payload, from, confirmable }: TmfRequest): CoapResponse | undefined {
    const code = this.#begin(payload, from);
    return confirmable ? respond(code) : undefined;
  }

  #begin(payload: Uint8Array, from: string): number {
    const request = readOrUndefined(payload, this.#kind.decode);
    if (request === undefined) return CODES.BAD_REQUEST;
    // A Commissioner that has lost its role cannot keep the radios busy.
    if (request.sessionId !== this.#session()) return CODES.FORBIDDEN;
    if (this.#isBusy) return CODES.SERVICE_UNAVAILABLE;
    this.#isBusy = true;
    this.#run(request, from)
      .catch((thrown: unknown) => {
        // A Commissioner that does not answer has gone; nothing waits for the report.
        if (!isSallyportError(thrown)) throw thrown;
      })
      .finally(() => {
        this.#isBusy = false;
      });
    return CODES.CHANGED;
  }

  async #run(request: Request, from: string): Promise<void> {
    const { agent } = this.#options;
    const answer = await this.#kind.run(request, this.#options, this.#timer);
    if (answer !== undefined) await agent.request({ address: from }, answer.path, answer.payload);
  }

  #session(): number | undefined {
    return readOrUndefined(this.#options.networkData.commissioningData, decodeCommissionerDataset)?.sessionId;
  }
}

/** Waits. */
export function pause(timer: Timer, span: Milliseconds): Promise<void> {
  return new Promise((resolve) => {
    timer.after(span, resolve);
  });
}
