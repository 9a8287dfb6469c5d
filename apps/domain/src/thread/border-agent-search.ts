/** One look at the link at a time: whoever asks while one is under way hears what that one finds. */

import { SECOND } from '@sallyport/core';
import { BORDER_AGENT_SERVICE, EPHEMERAL_KEY_SERVICE } from '@sallyport/thread';
import { type FoundBorderAgent, findBorderAgents, type LinkToLookOn } from './border-agents.ts';

export const MAX_LOOK_SECONDS = 10;
const DEFAULT_SECONDS = 3;

export interface SearchOptions {
  readonly seconds?: number | undefined;
  /** Those that share their credentials by one-time passcode just now. */
  readonly sharing?: boolean | undefined;
}

export class BorderAgentSearch {
  readonly #link: LinkToLookOn;
  readonly #underWay = new Map<string, Promise<readonly FoundBorderAgent[]>>();

  constructor(link: LinkToLookOn) {
    this.#link = link;
  }

  /** @throws E_DNS_SD_INTERFACE, E_DNS_SD_MULTICAST */
  look({ seconds = DEFAULT_SECONDS, sharing = false }: SearchOptions): Promise<readonly FoundBorderAgent[]> {
    const type = sharing ? EPHEMERAL_KEY_SERVICE : BORDER_AGENT_SERVICE;
    const underWay = this.#underWay.get(type);
    if (underWay !== undefined) return underWay;
    const span = Math.min(seconds, MAX_LOOK_SECONDS) * SECOND;
    const looking = findBorderAgents({ ...this.#link, type, span }).finally(() => this.#underWay.delete(type));
    this.#underWay.set(type, looking);
    return looking;
  }
}
