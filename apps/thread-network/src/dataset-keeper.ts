/** Where a simulated network's leader keeps its datasets between runs. */

import { existsSync, readFileSync } from 'node:fs';
import { fromUtf8, isJsonObject, isSallyportError, parseJson, utf8 } from '@sallyport/core';
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

/** A file that its owner alone may read, replaced whole and on disk when `save` returns. It holds the network key. */
export function fileKeeper(path: string): DatasetKeeper {
  return {
    load: () => (existsSync(path) ? read(path) : NOTHING),
    save: ({ active, pending }) => {
      const document = {
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
    const document = parseJson(utf8(fromUtf8(readFileSync(path))), LIMITS);
    if (!isJsonObject(document)) throw fail('E_THREAD_NETWORK_FILE', `${path} is damaged`);
    return { active: datasetIn(document['active']), pending: datasetIn(document['pending']) };
  } catch (cause) {
    if (isSallyportError(cause, 'E_THREAD_NETWORK_FILE')) throw cause;
    throw fail('E_THREAD_NETWORK_FILE', `${path} is damaged`, { cause });
  }
}

function datasetIn(hex: unknown): OperationalDataset | undefined {
  return typeof hex === 'string' ? datasetFromHex(hex) : undefined;
}
