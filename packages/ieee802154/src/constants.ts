/** Numbers of IEEE 802.15.4 that are needed by more than one file. */

/** aMaxPhyPacketSize: the longest frame, check sequence included, in bytes (§11.2). */
export const MAX_FRAME_SIZE = 127;
/** The frame check sequence, in bytes (§7.2.10). */
export const FCS_SIZE = 2;
/** The longest frame without its check sequence, in bytes. */
export const MAX_MPDU_SIZE = MAX_FRAME_SIZE - FCS_SIZE;

export const EXTENDED_ADDRESS_SIZE = 8;
/** Everybody in reach (§7.2.6). */
export const BROADCAST_ADDRESS = 0xffff;
/** A device without a short address. */
export const NO_SHORT_ADDRESS = 0xfffe;
/** Every PAN (§7.2.5). */
export const BROADCAST_PAN_ID = 0xffff;
/** The counter after which a key must not be used any more (§9.2.2). */
export const LAST_FRAME_COUNTER = 0xffff_ffff;

/** Frame types (§7.2.1.1, Table 7-1), by the number on the wire. */
export const FRAME_TYPES = ['beacon', 'data', 'ack', 'command'] as const;
/** Frame versions (§7.2.1.9, Table 7-3), by the number on the wire: the year of the standard that brought each. */
export const FRAME_VERSIONS = ['2003', '2006', '2015'] as const;

/** Security levels (§9.4.2.1, Table 9-6), by the number on the wire. */
export const SECURITY_LEVELS = [
  { name: 'none', encrypted: false, micSize: 0 },
  { name: 'MIC-32', encrypted: false, micSize: 4 },
  { name: 'MIC-64', encrypted: false, micSize: 8 },
  { name: 'MIC-128', encrypted: false, micSize: 16 },
  { name: 'ENC', encrypted: true, micSize: 0 },
  { name: 'ENC-MIC-32', encrypted: true, micSize: 4 },
  { name: 'ENC-MIC-64', encrypted: true, micSize: 8 },
  { name: 'ENC-MIC-128', encrypted: true, micSize: 16 },
] as const;

/** Commands that Thread uses (§7.5). */
export const COMMANDS = { dataRequest: 0x04, beaconRequest: 0x07 } as const;
