/** What a service uses when nothing is said. Loopback only: a lab must not be open to the network by accident. */
export const DEFAULTS = {
  dataDirectory: '.sallyport',
  host: '127.0.0.1',
  registrarPort: 8443,
  proxyPort: 8444,
  consolePort: 8445,
  masaPort: 9443,
  stationPort: 9444,
  borderAgentPort: 49_191,
  airPort: 49_192,
  owner: 'Example Home',
  manufacturer: 'Example Devices',
  network: 'example-network',
  threadNetwork: 'Example Thread',
  stationUser: 'station-1',
} as const;
