/** How a domain admits devices to its networks. */

import type { Milliseconds } from '@sallyport/core';
import type { Obligation } from '@sallyport/onboarding';
import type { OnboardingNetwork } from '@sallyport/wifi-wired';

export interface RadiusListening {
  readonly host: string;
  /** UDP port; 0 lets the system choose. */
  readonly authenticationPort: number;
  /** UDP port; 0 lets the system choose. */
  readonly accountingPort: number;
}

export interface NetworkAdmissionOptions {
  /** Where RADIUS is listened for. Default: nowhere. */
  readonly listen?: RadiusListening;
  /** DNS names and addresses in the RADIUS server's certificate, which devices check. Default: those of the domain. */
  readonly hosts?: readonly string[];
  /** What holds for a device on the network where policy does not say otherwise, such as its VLAN. */
  readonly terms?: readonly Obligation[];
  /**
   * Lets devices with nothing but a birth certificate onto these networks, in quarantine (BRSKI over 802.11 §4.4).
   * Default: no such network.
   */
  readonly onboarding?: OnboardingNetwork;
  /** Longest time until a station authenticates again. Default one hour. */
  readonly sessionTime?: Milliseconds;
  /** Devices on the network at the same time. Default 100 000. */
  readonly maxSessions?: number;
  /** Pauses before a NAS that did not acknowledge is told again. */
  readonly pauses?: readonly Milliseconds[];
}
