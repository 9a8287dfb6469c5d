import { fail } from '../errors.ts';
import { isStationAddress, type StationAddress } from '../stations.ts';

/** The addresses told for a device, each once, in order. @throws E_CA_COMMANDS_STATION for one that is none */
export function readStations(texts: readonly string[]): readonly StationAddress[] {
  const stations = texts.filter(isStationAddress);
  if (stations.length < texts.length) throw fail('E_CA_COMMANDS_STATION', 'a station’s address is none');
  return [...new Set(stations)].sort();
}
