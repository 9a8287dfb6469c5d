/** A simulated access point with real RADIUS. */

export { AccessPoint, type AccessPointOptions, type Connected } from './access-point.ts';
export { type Air, type AirOptions, openAir } from './air.ts';
export { Association, type Ending, type Station, type Verdict } from './association.ts';
export { ACCESS_POINT_ERRORS } from './errors.ts';
