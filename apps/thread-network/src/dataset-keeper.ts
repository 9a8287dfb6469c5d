/** Where a simulated network's leader keeps its datasets between runs. */

import { existsSync, readFileSync } from 'node:fs';
import { isJsonObject, type JsonValue, parseJson, reasonOf, utf8 } from '@sallyport/core';
import { replaceFileDurablySync } from '@sallyport/files';
import {
  datasetFromHex,
  exposeDatasetHex,
  type LeaderRecord,
  type LeaderStore,
  type OperationalDataset,
} from '@sallyport/thread';
import { fail } from './errors.ts';

/** A leader's store; both of its datasets are undefined when nothing was ever kept. */
export type DatasetKeeper = LeaderStore;

const NOTHING: LeaderRecord = { active: undefined, pending: undefined };

export function memoryKeeper(): DatasetKeeper {
  let kept = NOTHING;
  return {
    load: () => kept,
    save: (record) => {
      kept = record;
    },
  };
}

const LIMITS = { maxBytes: 1 << 14, maxDepth: 3 };
const VERSION = 1;

/** A file that its owner alone may read, replaced whole and on disk when `save` returns. It holds the network key. */
export function fileKeeper(path: string): DatasetKeeper {
  return {
    load: () => (existsSync(path) ? read(path) : NOTHING),
    save: ({ active, pending }) => {
      const document = {
        version: VERSION,
        ...(active === undefined ? {} : { active: exposeDatasetHex(active) }),
        ...(pending === undefined ? {} : { pending: exposeDatasetHex(pending) }),
      };
      replaceFileDurablySync(path, utf8(`${JSON.stringify(document)}\n`));
    },
  };
}

/** @throws E_THREAD_NETWORK_FILE */
function read(path: string): LeaderRecord {
  try {
    return decode(readFileSync(path));
  } catch (cause) {
    // A network that cannot be read must not be taken for none: another would begin in its place.
    throw fail('E_THREAD_NETWORK_FILE', `${path} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

function decode(bytes: Uint8Array): LeaderRecord {
  const document = parseJson(bytes, LIMITS);
  if (!isJsonObject(document)) throw fail('E_THREAD_NETWORK_FILE', 'it is no object');
  if (document['version'] !== VERSION) throw fail('E_THREAD_NETWORK_FILE', 'it is of another version');
  const { active, pending } = document;
  return { active: datasetIn(active), pending: pending === undefined ? undefined : datasetIn(pending) };
}

function datasetIn(hex: JsonValue | undefined): OperationalDataset {
  if (typeof hex !== 'string') throw fail('E_THREAD_NETWORK_FILE', 'a dataset is missing');
  return datasetFromHex(hex);
}
