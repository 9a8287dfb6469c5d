/** What a list may be called, of what its file is called. */

const LONGEST = 128;

/** `botnet` of `botnet.txt`; empty where nothing of a file's name can stand in the name of a list. */
export function listNameOf(fileName: string): string {
  return fileName
    .replace(/\.(?:txt|csv|list|lst|hosts)$/i, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, LONGEST);
}
