/** Python's versions (PEP 440), ordered by a library. */

import { compare, valid } from '@renovatebot/pep440';
import { versionScheme } from './scheme.ts';

export const pep440Scheme = versionScheme('pep440', (text) => valid(text) ?? undefined, compare);
