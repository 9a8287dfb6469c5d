/** What sets the versions of LoRaWAN apart for a Join Server. */

interface VersionRow {
  readonly generation: '1.0' | '1.1';
  /** TS001-1.0.4 §6.2.5 and LoRaWAN 1.1 §6.2.2 made DevNonce a counter; it was random before. */
  readonly devNonce: 'any' | 'counter';
}

export const MAC_VERSIONS = {
  '1.0': { generation: '1.0', devNonce: 'any' },
  '1.0.0': { generation: '1.0', devNonce: 'any' },
  '1.0.1': { generation: '1.0', devNonce: 'any' },
  '1.0.2': { generation: '1.0', devNonce: 'any' },
  '1.0.3': { generation: '1.0', devNonce: 'any' },
  '1.0.4': { generation: '1.0', devNonce: 'counter' },
  '1.1': { generation: '1.1', devNonce: 'counter' },
  '1.1.0': { generation: '1.1', devNonce: 'counter' },
} as const satisfies Readonly<Record<string, VersionRow>>;

export type MacVersion = keyof typeof MAC_VERSIONS;

export function isMacVersion(text: string): text is MacVersion {
  return Object.hasOwn(MAC_VERSIONS, text);
}
