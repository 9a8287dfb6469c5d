/** How a domain elsewhere is known: by a certificate authority in a file, by the fingerprint of one, or as browsers know it. */

import { PersistentConnection, type ServerTrust } from '@sallyport/http';
import { Certificate } from '@sallyport/pki';
import { readCertificates } from '../commands/artefact-files.ts';
import { fail } from '../errors.ts';
import type { RemoteWhere } from '../services/where.ts';
import { placeOf } from './place-of.ts';

type JudgingTrust = Exclude<ServerTrust, { readonly mode: 'provisional' }>;

/** @throws E_CLI_USAGE, E_CLI_FILE, E_CLI_REMOTE_TRUST when the server shows no certificate of that fingerprint, E_HTTP_… */
export async function remoteTrust({ api, ca, caFingerprint }: RemoteWhere, signal: AbortSignal): Promise<JudgingTrust> {
  if (ca !== undefined && caFingerprint !== undefined) {
    throw fail('E_CLI_USAGE', '--ca and --ca-fingerprint say the same: give one of them');
  }
  if (ca !== undefined) return verified(readCertificates(ca));
  if (caFingerprint === undefined) return { mode: 'verified', anchors: 'public' };
  const anchor = (await shownBy(api, signal)).find((each) => each.fingerprint() === caFingerprint);
  if (anchor === undefined) {
    throw fail('E_CLI_REMOTE_TRUST', `${api} shows no certificate with the fingerprint ${caFingerprint}`);
  }
  return verified([anchor]);
}

function verified(anchors: readonly Certificate[]): JudgingTrust {
  return { mode: 'verified', anchors: anchors.map(({ der }) => der) };
}

/** Nothing is believed of it yet, and nothing sent: the connection that counts is verified against what is picked here. */
async function shownBy(api: string, signal: AbortSignal): Promise<readonly Certificate[]> {
  const connection = await PersistentConnection.open({ ...placeOf(api), signal });
  const chain = connection.serverChain;
  connection.close();
  return chain.map((der) => Certificate.parse(der));
}
