/** What an owner said against a device: who only brings devices aboard does not undo it. */

import type { AcceptRegister } from '../accept-register.ts';
import type { Desks } from '../assurance/desks.ts';
import type { ListedDevice } from './listed-device.ts';

export interface OwnersRefusalOptions {
  readonly lists: AcceptRegister;
  readonly desks: Pick<Desks, 'host' | 'log' | 'mode'>;
}

/** As a sentence; undefined where nothing was said that still counts. @throws E_STORE_…, and what starting assurance throws */
export async function ownersRefusal(
  { key, uri }: Pick<ListedDevice, 'key' | 'uri'>,
  { lists, desks }: OwnersRefusalOptions,
): Promise<string | undefined> {
  if ((await lists.upToDate()).refused.has(key)) return 'the owner refuses this device';
  if (uri === null || (await desks.mode.current()) === undefined) return undefined;
  const assurance = await desks.host.assurance();
  // The newest word that counts is the one that holds.
  const { claims } = await desks.log.page({
    subject: uri,
    where: ({ id, glance: { type } }) => {
      if (type !== 'Trust' && type !== 'Distrust') return false;
      const outcome = assurance.outcomeOf(id);
      return outcome.state === 'judged' && outcome.standing.counts;
    },
    limit: 1,
  });
  return claims[0]?.glance.type === 'Distrust' ? 'this device is distrusted by somebody whose word counts' : undefined;
}
