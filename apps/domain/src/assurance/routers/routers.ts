/** The domain's routers: whom the owner gave its word for, and the commands to those that connect. */

import type { ConnectedRouter } from '@sallyport/assurance-ca-commands';
import type { OnboardingEvent, TrustChanges } from '@sallyport/onboarding';
import type { LogStore } from '@sallyport/store';
import { type OwnersWord, type OwnersWordOptions, ownersWordFor } from './owners-word.ts';
import type { RouterCommands, RouterCommandsParts } from './router-commands.ts';
import { RouterList } from './router-list.ts';

export class Routers {
  readonly list: RouterList;
  readonly #words: OwnersWordOptions;
  #commands: RouterCommands | undefined;
  #stopHearing: () => void = () => undefined;

  constructor(store: LogStore, words: OwnersWordOptions) {
    this.list = new RouterList(store);
    this.#words = words;
  }

  /** Begins to listen for routers, and to command them. @throws E_CA_COMMANDS_…, E_DOMAIN_CLAIM, E_STORE_… */
  async start(
    parts: Omit<RouterCommandsParts, keyof OwnersWordOptions | 'routers'>,
    trust: TrustChanges,
  ): Promise<void> {
    // A domain without routers loads nothing of it.
    const { RouterCommands } = await import('./router-commands.ts');
    const commands = await RouterCommands.open({ ...parts, ...this.#words, routers: this.list });
    this.#commands = commands;
    this.#stopHearing = trust.onTrustChanged((change) => commands.trustChanged(change));
  }

  /** Where routers connect, or undefined. */
  get port(): number | undefined {
    return this.#commands?.port;
  }

  get connected(): readonly ConnectedRouter[] {
    return this.#commands?.connected ?? [];
  }

  /** For the domain's events. */
  heard(event: OnboardingEvent): void {
    this.#commands?.heard(event);
  }

  /** The owner's word for a router, for the router to show. @throws E_CLAIMS_…, E_STORE_… */
  async add(key: string, name: string): Promise<OwnersWord> {
    const word = await ownersWordFor('router', key, this.#words);
    await this.list.add(key, name, word.uri);
    return word;
  }

  /** From now on the router is turned away, whatever it shows; the owner's word for it is taken back. @throws E_STORE_… */
  async remove(key: string, reason: string | undefined): Promise<void> {
    const row = await this.list.find(key);
    await this.list.remove(key);
    this.#commands?.disconnect(key);
    if (row?.claim !== undefined && row.claim !== null && !row.isRemoved) {
      await this.#words.desk.retract(row.claim, reason ?? 'the router was removed');
    }
  }

  async refresh(): Promise<void> {
    await this.#commands?.refresh();
  }

  /** Resolves when the routers that are connected have been told everything. */
  async settled(): Promise<void> {
    await this.#commands?.settled();
  }

  async close(): Promise<void> {
    this.#stopHearing();
    await this.#commands?.close();
    this.#commands = undefined;
  }
}
