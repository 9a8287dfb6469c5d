/** What rules and questions may cost. */

export interface InferenceLimits {
  /** Bytes of one rule text, in UTF-8. */
  readonly textBytes: number;
  readonly clausesPerText: number;
  /** Rule texts in force together. */
  readonly texts: number;
  /** Goals in one clause, and how deep control structures nest. */
  readonly goalsPerClause: number;
  readonly depth: number;
  /**
   * Work that one rule text may do in one evaluation: clauses tried, facts fetched and values generated, counted by this
   * package and not by the clock, so that every node comes to the same answer.
   */
  readonly work: number;
  /** How deep a relation may call itself with ever other arguments. */
  readonly recursion: number;
  /** Second wall: inferences of SWI-Prolog in one evaluation. */
  readonly inferences: number;
  /** Bytes of Prolog's stacks. */
  readonly stackBytes: number;
  /** Third wall, in milliseconds: when one evaluation takes longer the worker is ended and started anew. */
  readonly watchdog: number;
  /** Watched goals that are judged without a break, where a change concerns many and there is a listener. */
  readonly piece: number;
  /** Answers to a query. */
  readonly answers: number;
  /** Nodes of a proof, and how deep it goes. */
  readonly proofNodes: number;
  readonly proofDepth: number;
}

export const INFERENCE_LIMITS: InferenceLimits = {
  textBytes: 64 * 1024,
  clausesPerText: 256,
  texts: 1024,
  goalsPerClause: 128,
  depth: 32,
  work: 100_000,
  recursion: 2000,
  inferences: 20_000_000,
  stackBytes: 64 * 1024 * 1024,
  watchdog: 10_000,
  piece: 128,
  answers: 1024,
  proofNodes: 400,
  proofDepth: 24,
};
