/** Both servers: started on loopback from the same folder of certificates. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Certificate } from '@sallyport/pki';
import { openUdpSocket } from '@sallyport/udp';
import { Knocker } from './knocker.ts';
import { type EapMaterial, pemOf, SHARED_SECRET } from './material.ts';
import { type ServerProcess, StartedProcess } from './server-process.ts';

export interface EapServers {
  readonly folder: string;
  remove(): void;
}

/** The folder that both read. */
export function writeMaterial({ root, server }: EapMaterial): EapServers {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content, { mode: 0o600 });
  write('ca.pem', root.toPem());
  write('server.pem', server.chain.map((der) => Certificate.parse(der).toPem()).join(''));
  write('server.key', pemOf(server.key));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

export interface RunningServer {
  readonly process: ServerProcess;
  readonly port: number;
}

export async function startSallyport(folder: string): Promise<RunningServer> {
  const port = await freePort();
  const program = fileURLToPath(new URL('./sallyport-server.ts', import.meta.url));
  return ready(new StartedProcess(process.execPath, [program, folder, `${port}`]), port);
}

/** What `freeradius -v` calls itself, such as `FreeRADIUS 3.2.1`; undefined when it is not installed. */
export function freeRadiusVersion(): string | undefined {
  const { stdout } = spawnSync('freeradius', ['-v'], { encoding: 'utf8' });
  const version = /Version ([0-9.]+)/.exec(stdout ?? '')?.[1];
  return version === undefined ? undefined : `FreeRADIUS ${version}`;
}

export async function startFreeRadius(folder: string): Promise<RunningServer> {
  const port = await freePort();
  mkdirSync(join(folder, 'run'), { recursive: true });
  writeFileSync(join(folder, 'dictionary'), '');
  writeFileSync(join(folder, 'radiusd.conf'), configuration(folder, port));
  return ready(new StartedProcess('freeradius', ['-f', '-l', '/dev/null', '-d', folder, '-n', 'radiusd']), port);
}

async function ready(process: StartedProcess, port: number): Promise<RunningServer> {
  const knocker = await Knocker.open(port);
  try {
    await knocker.untilThere();
    return { process, port };
  } catch (error) {
    await process.stop();
    throw new Error(`the server did not start: ${process.output}`, { cause: error });
  } finally {
    await knocker.close();
  }
}

async function freePort(): Promise<number> {
  const socket = await openUdpSocket({ host: '127.0.0.1', port: 0 }, () => {});
  const { port } = socket;
  await socket.close();
  return port;
}

/** No log, no policy, no resumption, threads for both cores: as little as FreeRADIUS can do for EAP-TLS. */
const configuration = (folder: string, port: number) => `
prefix = /usr
name = radiusd
raddbdir = ${folder}
run_dir = ${folder}/run
logdir = ${folder}/run
db_dir = ${folder}/run
libdir = /usr/lib/freeradius
max_request_time = 30
cleanup_delay = 5
max_requests = 16384
hostname_lookups = no
log {
  destination = null
  auth = no
}
security {
  reject_delay = 0
  status_server = yes
}
proxy_requests = no
thread pool {
  start_servers = 2
  max_servers = 2
  min_spare_servers = 1
  max_spare_servers = 2
  max_requests_per_server = 0
}
client bench {
  ipaddr = 127.0.0.1
  secret = '${SHARED_SECRET}'
  require_message_authenticator = yes
}
modules {
  eap {
    default_eap_type = tls
    timer_expire = 60
    max_sessions = 16384
    tls-config bench {
      private_key_file = ${folder}/server.key
      certificate_file = ${folder}/server.pem
      ca_file = ${folder}/ca.pem
      auto_chain = no
      cipher_list = "DEFAULT"
      tls_min_version = "1.2"
      tls_max_version = "1.3"
      ecdh_curve = "prime256v1"
      fragment_size = 1024
      cache {
        enable = no
      }
      ocsp {
        enable = no
      }
    }
    tls {
      tls = bench
    }
  }
}
server default {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${port}
  }
  authorize {
    eap {
      ok = return
    }
  }
  authenticate {
    eap
  }
}
`;
