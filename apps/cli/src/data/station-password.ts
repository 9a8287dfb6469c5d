/** What the factory's station shows; kept in the data directory, where `sallyport device` finds it. */

import { type Secret, toBase64Url } from '@sallyport/core';
import type { RunContext } from '../run-context.ts';
import type { DataDirectory } from './data-directory.ts';
import { keepSecret } from './kept-secret.ts';

const STATION_PASSWORD_BYTES = 18;

/** Made when there is none. @throws E_CLI_FILE */
export function stationPassword(directory: DataDirectory, { random }: Pick<RunContext, 'random'>): Secret {
  return keepSecret(directory.file('station-password'), () => toBase64Url(random.bytes(STATION_PASSWORD_BYTES)));
}
