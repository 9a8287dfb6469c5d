/** Between RFC 3339 and what a browser's field for date and time holds, which is in the clock of whoever looks. */

/** Empty where there is no moment. */
export function toLocalField(moment: unknown): string {
  if (typeof moment !== 'string') return '';
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return '';
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function fromLocalField(field: string): string | undefined {
  const date = new Date(field);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
