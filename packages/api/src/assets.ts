/** The files of a page, held in memory. */

export interface Asset {
  readonly body: Uint8Array;
  /** As it stands in Content-Type. */
  readonly type: string;
  /** With its quotation marks, as it stands in ETag. */
  readonly etag: string;
  /** Whether its name changes with what is in it, so that it can be kept for ever. */
  readonly immutable: boolean;
  /** How `body` is encoded. Every browser of today takes it. */
  readonly encoding?: 'gzip';
}

/** By path. `/index.html` answers every navigation that is no asset. */
export type AssetSource = ReadonlyMap<string, Asset>;
