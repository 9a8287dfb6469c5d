/** What is typed where the domain runs to get a link, to be copied rather than read out of a sentence. */

import { Copy } from '../../kit/index.ts';

const COMMAND = 'sallyport console link';

export function LinkCommand() {
  return (
    <p>
      <Copy text={COMMAND} />
    </p>
  );
}
