/** All that a node does on the radio at a Commissioner's request. */

import type { Timer } from '@sallyport/core';
import { ANNOUNCE_BEGIN, ENERGY_SCAN, PAN_ID_QUERY } from './kinds.ts';
import { type SurveyOptions, SurveyServer } from './survey-server.ts';

/** Serves energy scans, PAN ID queries and announcements, until the function it gives is called. */
export function serveSurveys(options: SurveyOptions, timer: Timer): () => void {
  const servers = [
    new SurveyServer(ENERGY_SCAN, options, timer),
    new SurveyServer(PAN_ID_QUERY, options, timer),
    new SurveyServer(ANNOUNCE_BEGIN, options, timer),
  ];
  return () => {
    for (const server of servers) server.close();
  };
}
