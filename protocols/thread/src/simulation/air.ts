/**
 * The air as a radio knows it: it puts frames on a channel and hears those of others. {@link SimulatedAir} is one; whoever carries
 * frames in another way (a socket, a radio co-processor) makes another.
 *
 * Frames are MAC frames without their check sequence: a damaged frame is one that is not heard.
 */

export interface HeardFrame {
  readonly mpdu: Uint8Array;
  /** 11 to 26 at 2.4 GHz. */
  readonly channel: number;
  /** Received signal strength in dBm. */
  readonly rssi: number;
}

/** What a radio brings along. */
export interface Radio {
  /** Unique on its air: links and recordings name it so. */
  readonly name: string;
  readonly channel: number;
  hear(frame: HeardFrame): void;
}

/** A radio on an air. */
export interface AttachedRadio {
  readonly channel: number;
  /** Listens and sends on another channel from now on. */
  tune(channel: number): void;
  /** Puts one frame on the channel. It is not heard by its sender. */
  transmit(mpdu: Uint8Array): void;
  /** Switches the radio off for good. */
  detach(): void;
}

export interface Air {
  attach(radio: Radio): AttachedRadio;
}
