/** What a simulated network tells the person who runs it. */

import type { BorderAgentEvent, LeaderEvent } from '@sallyport/thread';

/** One sentence, with what others said of themselves in it; undefined for what nobody needs to know. */
export function networkSentence(event: BorderAgentEvent | LeaderEvent): string | undefined {
  switch (event.type) {
    case 'candidate':
      return `border agent: ${event.peer.replace('|', ':')} is ${event.state}`;
    case 'candidate-failed':
      return `border agent: ${event.peer.replace('|', ':')} did not get in: ${event.error.message}`;
    case 'refused':
      return `border agent: refused ${event.what}`;
    case 'commissioner':
      return `leader: ${event.commissionerId} is Commissioner`;
    case 'commissioner-gone':
      return `leader: the Commissioner is gone (${event.reason})`;
    case 'petition-rejected':
      return `leader: the petition of ${event.commissionerId} was rejected`;
    case 'dataset-set':
      return `leader: ${event.message} by ${event.from}`;
    case 'dataset-refused':
      return `leader: refused ${event.message} by ${event.from} (${event.reason})`;
  }
}
