/** An event as one line for programs. */

import { toBase64 } from '@sallyport/core';
import type { OnboardingEvent } from '@sallyport/onboarding';

/** A device's credential is written as base64 DER; by itself JSON would spell out its bytes one by one. */
export function eventLine({ device, ...event }: OnboardingEvent): string {
  if (device === undefined) return `${JSON.stringify(event)}\n`;
  const credential = device.credential === undefined ? undefined : toBase64(device.credential);
  return `${JSON.stringify({ ...event, device: { ...device, credential } })}\n`;
}
