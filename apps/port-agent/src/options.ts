/** What a port agent is given. */

import type { Clock, Milliseconds, Timer } from '@sallyport/core';
import type { MacAddress } from './engine/mac-address.ts';
import type { PortEvent } from './events.ts';

export interface PortAgentOptions {
  /** The wired interface that devices are plugged into, the one of hostapd. */
  readonly interface: string;
  /** hostapd's `ctrl_interface`. Default `/run/hostapd`. */
  readonly controlDirectory?: string;
  /** Devices that are let in at the same time, 1 to 64. Default 16. */
  readonly mostStations?: number;
  /** How long the kernel lets a device through without hearing from the agent, 3 to 300 s. Default 15 s. */
  readonly lease?: Milliseconds;
  /** What becomes of the port when the agent ends. Default: it stays shut. */
  readonly afterwards?: 'shut' | 'open';
  readonly onEvent?: (event: PortEvent) => void;
  readonly clock?: Pick<Clock, 'monotonic'>;
  readonly timer?: Timer;
}

export interface RunningPortAgent {
  /** Whom the kernel lets through. */
  readonly inside: readonly MacAddress[];
  /** Shuts everybody out, and leaves the port shut or open as the options say. @throws E_PORT_AGENT_RULES */
  close(): Promise<void>;
}
