/** How people name claims: by the beginnings of ids, as tables show them. */

import { fail } from '../../errors.ts';
import type { DomainAsk } from '../../services/ask.ts';

export const CLAIM_ID = 'as `claim list` shows it, or its URI';

const BEGINNING = /^[0-9a-f]{6,63}$/;
/** Claims that are looked through for one that was named by its beginning. */
const LOOKED_THROUGH = 1000;

/** An id by its beginning, as tables show it, among the newest claims. @throws E_CLI_USAGE */
export async function wholeId(text: string, ask: DomainAsk): Promise<string> {
  const wanted = text.replace(/…$/, '');
  if (!BEGINNING.test(wanted)) return text;
  const { claims } = await ask('claims.list', { limit: LOOKED_THROUGH });
  const [id, ...others] = claims.flatMap(({ id: each }) => (each.startsWith(wanted) ? [each] : []));
  if (id === undefined)
    throw fail(
      'E_CLI_USAGE',
      `no claim of the newest ${LOOKED_THROUGH} begins with ${wanted}: see \`sallyport claim list\``,
    );
  if (others.length > 0) throw fail('E_CLI_USAGE', `several claims begin with ${wanted}: give more of it`);
  return id;
}
