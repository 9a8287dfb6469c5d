/** Where a device of a data directory lives. */

import { join } from 'node:path';
import type { DataDirectory } from './data-directory.ts';

export function deviceDirectory(directory: DataDirectory, serialNumber: string): string {
  return join(directory.devices, serialNumber.replace(/[^A-Za-z0-9.-]/g, '_'));
}
