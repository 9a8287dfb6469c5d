/** A step of a device's way aboard, as it is told to people. */

import type { JsonObject } from '@sallyport/core';
import { deviceKey, type OnboardingEvent, stepOf } from '@sallyport/onboarding';

/** Without the device's certificate: its number and maker say who it is. */
export function stepNews(event: OnboardingEvent): JsonObject {
  const { session, protocol, step, ok, at, ms, device, message, code, facts } = event;
  const { title, phase, role } = stepOf(event);
  return {
    ...{ session, protocol, step, title, phase, role, ok },
    at: at.toISOString(),
    ms: ms ?? null,
    device:
      device === undefined
        ? null
        : {
            key: deviceKey(device),
            manufacturer: device.manufacturer ?? null,
            serialNumber: device.serialNumber,
            model: device.model ?? null,
          },
    message: message ?? null,
    code: code ?? null,
    facts: { ...facts },
  };
}
