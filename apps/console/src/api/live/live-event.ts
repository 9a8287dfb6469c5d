/** What the domain tells as it happens, and how it is read. */

export interface LiveEvent {
  readonly topic: string;
  /** Where it stands in the domain's log, for what is written there. */
  readonly id?: string;
  readonly data?: unknown;
}

/** Of what a message of the stream tells; undefined when it is no event of the domain. */
export function liveEventOf(text: string, id: string | undefined): LiveEvent | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('topic' in value) || typeof value.topic !== 'string')
      return undefined;
    return {
      topic: value.topic,
      ...('data' in value ? { data: value.data } : {}),
      ...(id === undefined ? {} : { id }),
    };
  } catch {
    return undefined;
  }
}
