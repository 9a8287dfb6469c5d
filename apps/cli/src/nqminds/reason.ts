import { fromUtf8, isSallyportError, reasonOf } from '@sallyport/core';

const MAX_REASON = 300;

/** The plain text with which a peer explains a refusal, cut to a readable length. */
export function reasonIn(body: Uint8Array): string {
  try {
    return fromUtf8(body.subarray(0, MAX_REASON)).trim();
  } catch (error) {
    if (!isSallyportError(error)) throw error;
    return reasonOf(error);
  }
}
