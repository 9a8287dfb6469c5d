/** Puts the parts of a domain together, each after those that it stands on. */

import type { EventListener } from '@sallyport/onboarding';
import { LiveEvents } from '../api/live/live-events.ts';
import { Ways } from '../onboarding/ways.ts';
import type { DomainOptions } from '../options.ts';
import { RefusalJournal } from '../refusals/refusal-journal.ts';
import { RefusalMemory } from '../refusals/refusal-memory.ts';
import { openFoundation } from './foundation.ts';
import { openJudging } from './judging.ts';
import { openAdmission, openRouters, openThread, openTrust } from './networks.ts';
import type { Parts } from './parts.ts';
import { openAccounts } from './people.ts';
import { type Closing, siteFor } from './site.ts';
import { openWayAboard } from './way-aboard.ts';

/** Opens and starts everything; what was opened is in `opened`, for closing when something fails. */
export async function assemble(options: DomainOptions, opened: Closing[]): Promise<Parts> {
  const { clock, random, owner, onError } = options;
  // Parts hear of each other by what they report.
  const events: EventListener = (event) => {
    options.events(event);
    house.heard(event);
    ways.hear(event);
    live.heard(event);
    refusals.hear(event);
    refusalJournal.hear(event);
  };
  const site = siteFor(options, events, opened);
  const refusals = new RefusalMemory(clock);
  const ways = new Ways();
  const foundation = await openFoundation(site);
  const { store, vaults, authority, revocation, lists, manufacturers } = foundation;
  const refusalJournal = site.keep(new RefusalJournal({ store, clock, timer: site.timer, onError }));
  const judging = await openJudging(site, foundation);
  const { house, directory, deviceDesk } = judging;
  const live = site.keep(new LiveEvents({ store, timer: site.timer, ...site.followOthers, onError }));
  const { masas, registrar, server } = await openWayAboard(site, foundation, judging);
  const thread = openThread(site, foundation, judging, live);
  const accounts = openAccounts(site, foundation);
  const trust = await openTrust(site, foundation, judging);
  live.listenTo(trust);
  directory.listenTo(trust);
  const admission = await openAdmission(site, foundation, judging, trust);
  house.act(events);
  await openRouters(site, foundation, judging, trust, live);
  return {
    store,
    vaults,
    authority,
    revocation,
    trust,
    house,
    admission,
    accounts,
    directory,
    deviceDesk,
    ways,
    live,
    clock,
    random,
    refusals,
    refusalJournal,
    registrarCertificate: foundation.registrarCertificate,
    openRegistrarIdentity: foundation.openRegistrarIdentity,
    lists,
    manufacturers,
    masas,
    thread,
    registrar,
    server,
    owner,
    onError,
  };
}
