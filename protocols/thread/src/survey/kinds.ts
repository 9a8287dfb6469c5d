/** Energy scans, PAN ID queries and announcements at the node that is asked (Thread 1.1.1 §8.7.8 to §8.7.10). */

import type { Timer } from '@sallyport/core';
import { CHANNELS_2_4_GHZ, type ChannelMask, channelMaskOf, channelsOf } from '../network/channel.ts';
import { type AnnounceBegin, decodeAnnounceBegin } from '../tmf/announce-begin.ts';
import { decodeEnergyScan, type EnergyScan, encodeEnergyReport } from '../tmf/energy-scan.ts';
import { decodePanIdQuery, encodePanIdConflict, type PanIdQuery } from '../tmf/pan-id-query.ts';
import { TMF_URIS } from '../tmf/uris.ts';
import { pause, SCAN_DELAY, type SurveyAnswer, type SurveyKind, type SurveyOptions } from './survey-server.ts';

/** Measurements of each channel at most, so that a report stays within a TLV. */
const MAX_COUNT = 3;
/** From the last measurement to the report. */
const REPORT_DELAY = 500;
/** Rounds of announcements at most. */
const MAX_ANNOUNCEMENTS = 255;

export const ENERGY_SCAN: SurveyKind<EnergyScan> = {
  path: TMF_URIS.MGMT_ED_SCAN,
  decode: decodeEnergyScan,
  async run(scan, { survey }, timer) {
    const channels = radioChannelsOf(scan.channelMask);
    const energyList: number[] = [];
    await pause(timer, SCAN_DELAY);
    for (const { channel, isLast } of rounds(channels, clamp(scan.count, MAX_COUNT))) {
      const measured = await survey.measureEnergy([channel], scan.scanDuration);
      energyList.push(...measured.map(({ rssi }) => rssi));
      await pause(timer, isLast ? REPORT_DELAY : scan.period);
    }
    if (energyList.length === 0) return undefined;
    return {
      path: TMF_URIS.MGMT_ED_REPORT,
      payload: encodeEnergyReport({ channelMask: channelMaskOf(channels), energyList }),
    };
  },
};

export const PAN_ID_QUERY: SurveyKind<PanIdQuery> = {
  path: TMF_URIS.MGMT_PANID_QUERY,
  decode: decodePanIdQuery,
  async run({ panId, channelMask }, { survey }, timer) {
    await pause(timer, SCAN_DELAY);
    const found = await survey.findPanId(panId, radioChannelsOf(channelMask));
    // Only a conflict is told.
    if (found.length === 0) return undefined;
    return {
      path: TMF_URIS.MGMT_PANID_CONFLICT,
      payload: encodePanIdConflict({ panId, channelMask: channelMaskOf(found) }),
    };
  },
};

export const ANNOUNCE_BEGIN: SurveyKind<AnnounceBegin> = {
  path: TMF_URIS.MGMT_ANNOUNCE_BEGIN,
  decode: decodeAnnounceBegin,
  async run(announce: AnnounceBegin, { survey }: SurveyOptions, timer: Timer): Promise<SurveyAnswer | undefined> {
    for (const { channel, isLast } of rounds(
      radioChannelsOf(announce.channelMask),
      clamp(announce.count, MAX_ANNOUNCEMENTS),
    )) {
      survey.announce(channel);
      if (!isLast) await pause(timer, announce.period);
    }
    return undefined;
  },
};

/** Those that the radio has: some Commissioners name every channel there is a bit for. */
function radioChannelsOf(mask: ChannelMask): readonly number[] {
  return channelsOf(mask).filter((channel) => CHANNELS_2_4_GHZ.includes(channel));
}

/** Every channel once, `count` times over. */
function* rounds(channels: readonly number[], count: number): Generator<{ channel: number; isLast: boolean }> {
  for (let round = 1; round <= count; round++) {
    for (const [i, channel] of channels.entries()) {
      yield { channel, isLast: round === count && i === channels.length - 1 };
    }
  }
}

function clamp(count: number, most: number): number {
  return Math.min(most, Math.max(1, count));
}
