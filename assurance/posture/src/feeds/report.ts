/** What an import did. */

export const FEED_KINDS = ['osv', 'nvd', 'kev'] as const;
export type FeedKind = (typeof FEED_KINDS)[number];

export interface ImportReport {
  readonly kind: FeedKind;
  /** SHA-256 of the file, or over the names and digests of a folder's files, in hexadecimal. */
  readonly digest: string;
  readonly at: Date;
  /** The store's revision with this import in it. */
  readonly revision: number;
  readonly records: ImportCounts;
  /** The first refused records, and why. */
  readonly problems: readonly ImportProblem[];
  /** Ecosystems whose packages are not matched, with how many were passed over. */
  readonly passedOver: Readonly<Record<string, number>>;
}

export interface ImportCounts {
  readonly read: number;
  readonly added: number;
  readonly updated: number;
  /** Known already, as they are or newer. */
  readonly unchanged: number;
  /** Of those added and updated: withdrawn or rejected by their publisher. */
  readonly withdrawn: number;
  /** Gone from a catalog that is always published whole (KEV). */
  readonly removed: number;
  readonly refused: number;
}

export interface ImportProblem {
  /** Which record: its file in an archive or folder, its place in a list, its line. */
  readonly where: string;
  readonly code: string;
  readonly message: string;
}
