/** What a router has heard, in a file that is there whole, old or new, whatever moment the power goes. */

import type { RouterStore } from '@sallyport/assurance-ca-commands';
import { reasonOf } from '@sallyport/core';
import { hasErrorCode, readFileBounded, replaceFileDurably } from '@sallyport/files';
import { fail } from './errors.ts';

const MOST_OCTETS = 256 << 20;

export function fileStore(path: string): RouterStore {
  return {
    async load() {
      let content: Uint8Array | undefined;
      try {
        content = await readFileBounded(path, MOST_OCTETS);
      } catch (cause) {
        if (hasErrorCode(cause, 'ENOENT')) return undefined;
        throw fail('E_ROUTER_FILE', `${path} cannot be read: ${reasonOf(cause)}`, { cause });
      }
      if (content === undefined) throw fail('E_ROUTER_FILE', `${path} is too large`);
      return content;
    },
    save: (document) => replaceFileDurably(path, document),
  };
}
