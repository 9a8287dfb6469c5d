/** A factory line behind EST (RFC 7030): the station's name and password in front, the manufacturer's CA behind. */

import { type Clock, isSallyportError, type Secret, systemClock } from '@sallyport/core';
import { decodeBody, decodeCertsOnly, encodeBody, MEDIA_TYPE, pathOf, verifyIssued } from '@sallyport/est';
import { type ClientRequestInit, type ClientResponse, PersistentConnection } from '@sallyport/http';
import type { Certificate } from '@sallyport/pki';
import { fail } from './errors.ts';
import type { FactoryLine } from './factory.ts';

export interface FactoryStationOptions {
  readonly host: string;
  readonly port: number;
  /** What the station's TLS certificate leads to. */
  readonly anchors: readonly Certificate[];
  readonly user: string;
  readonly password: Secret;
  /** The label under which /cacerts gives the anchors for vouchers. Default `masa`. */
  readonly voucherAnchorsLabel?: string;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** The line opens a connection for each device it certifies. */
export function factoryStation(options: FactoryStationOptions): FactoryLine {
  const { voucherAnchorsLabel = 'masa', clock = systemClock } = options;
  return {
    voucherAnchors: () =>
      withStation(options, async (send) => readCertificates(await send(cacerts(voucherAnchorsLabel)))),
    certify: (request) =>
      withStation(options, async (send) => {
        const anchors = readCertificates(await send(cacerts()));
        const answer = await send({
          method: 'POST',
          path: pathOf('simpleenroll'),
          headers: { 'content-type': MEDIA_TYPE.pkcs10, accept: MEDIA_TYPE.certsOnly },
          body: encodeBody(request.der),
        });
        const { certificate, path } = verifyIssued(readCertificates(answer), request.spki, { anchors }, clock.now());
        return { idevid: certificate, chain: path.chain.slice(1) };
      }),
  };
}

type Send = (request: ClientRequestInit) => Promise<ClientResponse>;

async function withStation<T>(options: FactoryStationOptions, work: (send: Send) => Promise<T>): Promise<T> {
  const { host, port, anchors, user, password, signal } = options;
  const connection = await PersistentConnection.open({
    host,
    port,
    trust: { mode: 'verified', anchors: anchors.map(({ der }) => der) },
    ...(signal === undefined ? {} : { signal }),
  });
  const credential = Buffer.concat([Buffer.from(`${user}:`), password.expose()]).toString('base64');
  try {
    return await work((request) =>
      connection.request(
        { ...request, headers: { ...request.headers, authorization: `Basic ${credential}` } },
        signal === undefined ? {} : { signal },
      ),
    );
  } finally {
    connection.close();
  }
}

function cacerts(label?: string): ClientRequestInit {
  return { path: pathOf('cacerts', label), headers: { accept: MEDIA_TYPE.pkcs7 } };
}

function readCertificates(answer: ClientResponse): readonly Certificate[] {
  if (answer.status !== 200) {
    throw fail('E_DEVICE_BIRTH', `the factory station answered ${answer.status}`, {
      details: { status: answer.status },
    });
  }
  try {
    return decodeCertsOnly(decodeBody(answer.body));
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_DEVICE_BIRTH', 'the factory station sent no certificates', { cause });
  }
}
