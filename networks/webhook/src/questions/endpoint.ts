/** The endpoint that a network asks, as an HTTP handler: questions are signed, and so are the answers. */

import { isSallyportError, type JsonObject, type SallyportError, utf8 } from '@sallyport/core';
import { type HttpRequest, type HttpResponse, text } from '@sallyport/http';
import { fail } from '../errors.ts';
import type { SignedMessage } from '../signatures/base.ts';
import { type MessageSigner, REQUEST_COMPONENTS } from '../signatures/sign.ts';
import type { MessageVerifier } from '../signatures/verify.ts';
import { type NetworkMessage, readNetworkMessage } from './message.ts';

export interface EndpointOptions {
  /** As the network knows it: what its signatures cover. Proxies may know another. */
  readonly url: string;
  readonly verifier: MessageVerifier;
  readonly signer: MessageSigner;
  readonly answer: (message: NetworkMessage) => Promise<JsonObject>;
  readonly refused: (error: SallyportError) => void;
}

/** Takes a request. Never rejects for what was sent. */
export function questionEndpoint(options: EndpointOptions): (request: HttpRequest) => Promise<HttpResponse> {
  const { url, verifier, signer, answer, refused } = options;
  return async (request) => {
    try {
      if (request.method !== 'POST') throw fail('E_WEBHOOK_METHOD', 'a question is a POST');
      // A query is not in the URL that was agreed on, so no signature covers it.
      if (request.query.size > 0) throw fail('E_WEBHOOK_QUESTION', 'a question has no query');
      const message: SignedMessage = { method: request.method, url, fields: request.headers };
      const { label } = verifier.verify(message, request.body, REQUEST_COMPONENTS);
      const body = utf8(JSON.stringify(await answer(readNetworkMessage(request.body))));
      return { status: 200, headers: signer.signAnswer(200, body, message, label), body };
    } catch (thrown) {
      const error = isSallyportError(thrown)
        ? thrown
        : fail('E_WEBHOOK_BUSY', 'a fault on this side', { cause: thrown });
      refused(error);
      return refusalOf(error);
    }
  };
}

/** Not signed, and it says nothing of a device: a network takes anything but a signed answer for a no. */
function refusalOf({ code, fault, http, message }: SallyportError): HttpResponse {
  const status = http ?? (code === 'E_JSON_TOO_LARGE' ? 413 : fault === 'peer' ? 400 : 503);
  const isTheirs = fault === 'peer';
  return text(status, isTheirs ? message : 'not now', status === 405 ? { allow: 'POST' } : {});
}
