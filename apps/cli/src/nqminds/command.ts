/**
 * The commands of the nqminds brski tool as CAHN documents them ("BRSKI tool usage"), on the very config.ini of that
 * tool and able to talk to the tool itself in either role: `brski -c config.ini [-o file] epvr|preg|registrar|masa`.
 */

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type Clock, type Random, reasonOf, toBase64 } from '@sallyport/core';
import { answering, type HttpHandler, startTlsServer } from '@sallyport/http';
import { loadConfig, type NqmindsConfig, required, type ServerConfig } from './config.ts';
import { readCertificate, readKey } from './credentials.ts';
import { enrol } from './enroll-client.ts';
import { fail } from './errors.ts';
import { masaHandler } from './masa.ts';
import { exportPledgeRequest, type PledgeOutcome, requestVoucher } from './pledge.ts';
import { registrarHandler } from './registrar.ts';
import { smimeOf } from './smime.ts';

/** `preq` is how the built tool spells `preg`; `sign` is its enrolment, which CAHN does not document. */
export const NQMINDS_COMMANDS = ['epvr', 'preg', 'preq', 'sign', 'registrar', 'masa'] as const;

export type NqmindsCommand = (typeof NQMINDS_COMMANDS)[number];

export function isNqmindsCommand(text: string): text is NqmindsCommand {
  return NQMINDS_COMMANDS.some((command) => command === text);
}

export interface NqmindsOptions {
  readonly command: NqmindsCommand;
  /** Path of config.ini. */
  readonly config: string;
  /**
   * Where the result goes, instead of standard output: epvr writes S/MIME there, preg a PEM certificate. For sign,
   * which needs it, the stem of the names of a .crt and a .key file.
   */
  readonly output?: string;
}

export interface NqmindsIo {
  /** Results. */
  out(text: string): void;
  /** Everything about the work itself. */
  note(text: string): void;
  readonly clock: Clock;
  readonly random: Random;
  /** Ends a server, or gives up a request. */
  readonly signal: AbortSignal;
  /** Told where a server listens, once it does. */
  listening?(address: { readonly host: string; readonly port: number }): void;
}

/**
 * Runs one command to its end; a server ends with the signal.
 * @throws E_NQMINDS_…, and what the voucher API and the HTTP client throw
 */
export async function runNqmindsCommand(options: NqmindsOptions, io: NqmindsIo): Promise<void> {
  const config = loadConfig(options.config);
  switch (options.command) {
    case 'epvr':
      return await epvr(config, options.output, io);
    case 'preg':
    case 'preq':
      return await preg(config, options.output, io);
    case 'sign':
      return await sign(config, options.output, io);
    case 'registrar':
      return await serve('registrar', config.registrar, registrarHandler(config, io.clock), io);
    case 'masa':
      return await serve('masa', config.masa, masaHandler(config, io.clock), io);
  }
}

async function epvr(config: NqmindsConfig, output: string | undefined, io: NqmindsIo): Promise<void> {
  const cms = await exportPledgeRequest(config, io.clock.now());
  if (output === undefined) io.out(`${toBase64(cms)}\n`);
  else write(output, smimeOf(cms));
}

async function preg(config: NqmindsConfig, output: string | undefined, io: NqmindsIo): Promise<void> {
  const { connection, pinnedDomainCertificate } = await imprint(config, io);
  connection.close();
  if (output === undefined) io.out(`${toBase64(pinnedDomainCertificate.der)}\n`);
  else write(output, pinnedDomainCertificate.toPem());
}

async function sign(config: NqmindsConfig, output: string | undefined, io: NqmindsIo): Promise<void> {
  // The tool prints the private key on standard output when it is given no file; here it goes to a file or nowhere.
  if (output === undefined) throw fail('E_NQMINDS_OUTPUT', 'sign has no place for the certificate and its key');
  const { connection, pinnedDomainCertificate: pinned } = await imprint(config, io);
  try {
    const deviceSerial = required(config.pledge.serialNumber, '[pledge] serialNumber');
    const { clock, random } = io;
    const enrolled = await enrol({ connection, pinned, deviceSerial, now: clock.now(), random });
    write(`${output}.key`, enrolled.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
    write(`${output}.crt`, enrolled.certificate.toPem());
  } finally {
    connection.close();
  }
}

async function imprint(config: NqmindsConfig, io: NqmindsIo): Promise<PledgeOutcome> {
  if (config.pledge.cms.verifyStorePaths.length === 0) {
    io.note('[pledge] cmsVerifyStorePath is empty: the voucher of any MASA is taken\n');
  }
  const outcome = await requestVoucher(config, io.clock.now(), io.signal);
  if (outcome.isPastExpiry) io.note('the voucher is past its expires-on; this pledge goes by no clock and takes it\n');
  return outcome;
}

async function serve(
  role: 'registrar' | 'masa',
  config: ServerConfig,
  handler: HttpHandler,
  io: NqmindsIo,
): Promise<void> {
  if (config.cms.verifyStorePaths.length === 0) {
    io.note(`[${role}] cmsVerifyStorePath is empty: requests signed by anybody are taken\n`);
  }
  const logged: HttpHandler = async (request) => {
    const response = await handler(request).catch((error: unknown) => {
      io.note(`${role}: ${request.method} ${request.path}: ${reasonOf(error)}\n`);
      throw error;
    });
    io.note(`${role}: ${request.method} ${request.path}: ${response.status}\n`);
    return response;
  };
  const server = await startTlsServer({
    handler: answering(logged),
    host: config.host,
    port: config.port,
    key: readKey(config.tlsKeyPath, `[${role}] tlsKeyPath`),
    certificateChain: [readCertificate(config.tlsCertPath, `[${role}] tlsCertPath`).der],
    requestClientCertificate: true,
  });
  io.note(`${role} listens on ${server.host}:${server.port}\n`);
  io.listening?.({ host: server.host, port: server.port });
  if (!io.signal.aborted) await once(io.signal, 'abort');
  await server.close();
}

function write(path: string, content: string, mode = 0o644): void {
  try {
    writeFileSync(path, content, { mode });
  } catch (cause) {
    throw fail('E_NQMINDS_FILE', `cannot write ${path}: ${reasonOf(cause)}`, { cause });
  }
}
