import type { FlowEvent } from './flow-event.ts';

/**
 * Reads one line of a format; undefined for a line that is none of its events and no fault either. Readers of formats
 * with headers remember them.
 * @throws E_BEHAVIOUR_LINE, E_JSON_…
 */
export type LineReader = (line: string, arrivedAt: Date) => FlowEvent | undefined;
