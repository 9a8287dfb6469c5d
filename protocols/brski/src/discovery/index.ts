/** Finding a join proxy or registrar: names, objectives, and which candidate to try when (RFC 8995 §4, appendix B). */

export * from './back-off.ts';
export * from './candidate.ts';
export * from './objectives.ts';
export * from './query-schedule.ts';
export * from './scheduler.ts';
export * from './service-addresses.ts';
export * from './service-names.ts';
