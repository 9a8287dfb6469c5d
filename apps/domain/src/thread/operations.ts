/** What the owner's people do with Thread networks, as named operations. Codes and passphrases come in and never go out. */

import { DATASET_OPERATIONS } from './dataset-operations.ts';
import { JOINER_OPERATIONS } from './joiner-operations.ts';
import { NETWORK_OPERATIONS } from './network-operations.ts';

export const THREAD_OPERATIONS = { ...NETWORK_OPERATIONS, ...JOINER_OPERATIONS, ...DATASET_OPERATIONS } as const;
