/** A FreeRADIUS of its own folder, on loopback ports. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeUdpPort, start } from './programs.ts';

export const FREERADIUS_SECRET = 'testing123';

export interface FreeRadius {
  readonly authenticationPort: number;
  readonly accountingPort: number;
  /** Where it takes Disconnect-Requests and CoA-Requests; it refuses those for the user `nobody`. */
  readonly coaPort: number;
  output(): string;
  stop(): Promise<void>;
}

const configuration = (
  folder: string,
  authenticationPort: number,
  accountingPort: number,
  coaPort: number,
  proxyTo: number,
) => `
prefix = /usr
name = radiusd
raddbdir = ${folder}
run_dir = ${folder}/run
logdir = ${folder}/run
db_dir = ${folder}/run
libdir = /usr/lib/freeradius
max_request_time = 10
cleanup_delay = 5
max_requests = 1024
security {
  reject_delay = 0
  status_server = yes
}
proxy_requests = ${proxyTo === 0 ? 'no' : 'yes'}
home_server behind {
  type = auth
  ipaddr = 127.0.0.1
  port = ${proxyTo === 0 ? 1 : proxyTo}
  secret = ${FREERADIUS_SECRET}
  status_check = status-server
}
home_server_pool behind {
  home_server = behind
}
realm behind {
  auth_pool = behind
  nostrip
}
thread pool {
  start_servers = 1
  max_servers = 2
  min_spare_servers = 1
  max_spare_servers = 1
}
client local {
  ipaddr = 127.0.0.1
  secret = ${FREERADIUS_SECRET}
  require_message_authenticator = yes
}
modules {
  always ok {
    rcode = ok
  }
  always reject {
    rcode = reject
  }
  pap {
  }
  chap {
  }
  files {
    filename = ${folder}/users
  }
  eap {
    default_eap_type = md5
    md5 {
    }
  }
  realm suffix {
    format = suffix
    delimiter = "@"
  }
  detail {
    filename = ${folder}/run/detail
  }
}
server default {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${authenticationPort}
  }
  listen {
    type = acct
    ipaddr = 127.0.0.1
    port = ${accountingPort}
  }
  listen {
    type = coa
    ipaddr = 127.0.0.1
    port = ${coaPort}
  }
  authorize {
    suffix
    chap
    eap {
      ok = return
    }
    files
    pap
  }
  authenticate {
    Auth-Type PAP {
      pap
    }
    Auth-Type CHAP {
      chap
    }
    eap
  }
  accounting {
    detail
  }
  recv-coa {
    if (&User-Name == "nobody") {
      reject
    }
    ok
  }
}
`;

/** `users` in FreeRADIUS’s own form. Users of the realm `behind` are asked of the server at the port `proxyTo`. */
export async function startFreeRadius(users: string, proxyTo = 0): Promise<FreeRadius> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-freeradius-'));
  const authenticationPort = await freeUdpPort();
  const accountingPort = await freeUdpPort();
  const coaPort = await freeUdpPort();
  mkdirSync(join(folder, 'run'));
  writeFileSync(join(folder, 'users'), users);
  writeFileSync(join(folder, 'dictionary'), '');
  writeFileSync(
    join(folder, 'radiusd.conf'),
    configuration(folder, authenticationPort, accountingPort, coaPort, proxyTo),
  );
  const remove = () => rmSync(folder, { recursive: true });
  const program = await start('freeradius', ['-X', '-d', folder, '-n', 'radiusd'], /Ready to process requests/).catch(
    (error) => {
      remove();
      throw error;
    },
  );
  return {
    authenticationPort,
    accountingPort,
    coaPort,
    output: program.output,
    stop: async () => {
      await program.stop();
      remove();
    },
  };
}
