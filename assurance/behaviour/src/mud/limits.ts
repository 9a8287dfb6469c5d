/** How much of a MUD file is read. */
export const MUD_LIMITS = {
  maxBytes: 256 << 10,
  maxDepth: 16,
  /** Values in the whole document. */
  maxMembers: 32_768,
  maxLists: 32,
  /** Access control entries of all lists. */
  maxEntries: 1024,
  maxExtensions: 32,
  maxText: 4096,
  maxUrl: 2048,
  /** Omissions that are told of; a file with more is refused. */
  maxOmissions: 512,
} as const;
