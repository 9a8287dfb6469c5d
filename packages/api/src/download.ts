/** An answer that is no JSON: a file, made while it is sent. */

import { z } from 'zod';

export interface DownloadOptions {
  /** As it stands in Content-Type. */
  readonly mediaType: string;
  /** Letters, digits, dots, hyphens and underscores. */
  readonly fileName: string;
  readonly body: AsyncIterable<Uint8Array>;
}

export class Download {
  readonly mediaType: string;
  readonly fileName: string;
  readonly body: AsyncIterable<Uint8Array>;

  constructor({ mediaType, fileName, body }: DownloadOptions) {
    this.mediaType = mediaType;
    this.fileName = fileName;
    this.body = body;
  }
}

const MEDIA_TYPES = new WeakMap<z.ZodType, readonly string[]>();

/** The answer of an operation that gives a file in one of these media types. */
export function downloadAnswer(mediaTypes: readonly string[]): z.ZodType<Download> {
  const answer = z.instanceof(Download);
  MEDIA_TYPES.set(answer, mediaTypes);
  return answer;
}

/** Of what media types an answer is, or undefined for JSON. */
export function downloadTypesOf(answer: z.ZodType): readonly string[] | undefined {
  return MEDIA_TYPES.get(answer);
}
