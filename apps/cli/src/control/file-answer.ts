/** An answer that is a file is left to its reader; a refusal is read whole, since it says why. */

import { concat } from '@sallyport/core';
import type { HttpResponse, StreamedResponse } from '@sallyport/http';

const MAX_REFUSAL = 1 << 20;

/** @throws what reading throws */
export async function fileAnswer(response: StreamedResponse): Promise<HttpResponse> {
  if (response.status === 200) return response;
  const { status, headers, stream } = response;
  return { status, headers, body: await beginningOf(stream) };
}

async function beginningOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > MAX_REFUSAL) break;
    chunks.push(chunk);
  }
  return concat(...chunks);
}
