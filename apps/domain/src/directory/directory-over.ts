/** The directory of a domain, over its log and what claims say in it. */

import { CLAIM_STREAM } from '@sallyport/assurance-claim-log';
import type { Desks } from '../assurance/desks.ts';
import { DeviceDirectory } from './device-directory.ts';
import type { DirectorySources } from './open-directory.ts';

export interface DirectoryParts extends Omit<DirectorySources, 'typesOf' | 'followTypes' | 'trust' | 'desks'> {
  readonly desks: Pick<Desks, 'types' | 'host' | 'decisions' | 'devices' | 'mode'>;
}

export function directoryOver(parts: DirectoryParts): DeviceDirectory {
  const { store, onError } = parts;
  const { types, host } = parts.desks;
  const directory = new DeviceDirectory({
    ...parts,
    typesOf: (uri) => types.of(uri),
    // Types are claimed whoever decides. Where nothing was claimed, nothing of inference is started to read it.
    followTypes: async () => {
      if (host.isRunning || (await store.streamVersion(CLAIM_STREAM)) > 0) host.assurance().catch(onError);
    },
  });
  types.onChanged((uris) => directory.typesChanged(uris));
  return directory;
}
