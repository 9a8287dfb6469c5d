/** Devices for the directory to list. */

import type { ListedDevice } from '../../src/directory/listed-device.ts';

export function listed(serialNumber: string, changes: Partial<ListedDevice> = {}): ListedDevice {
  const { manufacturer = 'aa' } = changes;
  return {
    manufacturer,
    serialNumber,
    key: `${manufacturer}/${serialNumber}`,
    uri: null,
    makerName: null,
    model: null,
    types: [],
    stations: [],
    state: 'met',
    protocol: 'brski',
    networks: [],
    isOnNetwork: false,
    decision: null,
    isRefused: false,
    flag: null,
    session: '',
    certificateSerial: null,
    isCertificateRevoked: false,
    notAfter: null,
    threadNetwork: null,
    reason: null,
    changedAt: 0,
    metAt: null,
    ...changes,
  };
}
