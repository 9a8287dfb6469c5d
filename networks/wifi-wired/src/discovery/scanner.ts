/** What a radio hears, as a port: an operating system's scanner, or a simulated one. */

/** One access point. */
export interface HeardNetwork {
  /** 1 to 32 octets, in no particular encoding (IEEE 802.11-2020 §9.4.2.2). */
  readonly ssid: Uint8Array;
  /** Lower-case hexadecimal with colons. */
  readonly bssid: string;
  /** dBm. */
  readonly signal: number;
  /** NAI realms that the network advertises by ANQP (802.11u), lower case. */
  readonly realms: readonly string[];
  /** Whether it lets stations associate without any authentication. */
  readonly isOpen: boolean;
}

export interface WirelessScanner {
  /** What is heard now. Rejects when the radio cannot be asked. */
  scan(signal: AbortSignal): Promise<readonly HeardNetwork[]>;
}

export const MAX_SSID = 32;
/** Access points looked at in one scan; a hall full of them has fewer. */
export const MAX_HEARD = 1024;
