import assert from 'node:assert/strict';
import { isStationAddress, type StationAddress } from '@sallyport/assurance-ca-commands';

/** The station with this number. */
export function station(index: number): StationAddress {
  const text = `02:00:00:00:00:${index.toString(16).padStart(2, '0')}`;
  assert.ok(isStationAddress(text));
  return text;
}
