/** FreeRADIUS as an EAP-TLS server, with a configuration of its own and nothing of the system's (GPL; run, not copied). */

import { freeUdpPort } from './ports.ts';
import { type Background, type Folder, start } from './programs.ts';
import { type Party, root, server as serverParty } from './world.ts';

export interface FreeRadius extends Background {
  readonly port: number;
}

/** `lines`: more of its `tls-config`. */
export async function startFreeRadius(
  files: Folder,
  lines: readonly string[],
  party: Party = serverParty,
): Promise<FreeRadius> {
  const port = await freeUdpPort();
  const own = await files.writeParty('server', party);
  const ca = await files.writeParty('root', root);
  await files.write(
    'radiusd.conf',
    `
prefix = /usr
raddbdir = ${files.path}
run_dir = ${files.path}
libdir = /usr/lib/freeradius
logdir = ${files.path}
security {
  allow_vulnerable_openssl = yes
}
client localhost {
  ipaddr = 127.0.0.1
  secret = testing123
}
modules {
  eap {
    default_eap_type = tls
    tls-config common {
      private_key_file = ${own.key}
      certificate_file = ${own.certificates}
      ca_file = ${ca.certificates}
      ${lines.join('\n      ')}
    }
    tls {
      tls = common
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
    eap
  }
  authenticate {
    eap
  }
}
`,
  );
  const args = ['-f', '-X', '-d', files.path, '-n', 'radiusd', '-D', '/usr/share/freeradius'];
  return { ...(await start('freeradius', args, 'Ready to process requests')), port };
}
