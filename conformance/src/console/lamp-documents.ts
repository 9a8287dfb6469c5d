/** What the maker of the lamps of these houses says of their type: what is in it (CycloneDX), and what it is meant to do (RFC 8520). */

export const LAMP_BILL = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: { type: 'firmware', 'bom-ref': 'lamp', name: 'lamp firmware', version: '2.1' } },
  components: ['busybox', 'zlib', 'mbedtls', 'lwip'].map((name) => ({
    type: 'library',
    'bom-ref': name,
    name,
    version: '1.2.3',
    purl: `pkg:generic/${name}@1.2.3`,
  })),
  dependencies: [
    { ref: 'lamp', dependsOn: ['busybox', 'mbedtls', 'lwip'] },
    { ref: 'busybox', dependsOn: ['zlib'] },
  ],
};

function toHub(name: string) {
  const matches = { ipv4: { 'ietf-acldns:dst-dnsname': 'hub.example.com', protocol: 6 } };
  return { name, type: 'ipv4-acl-type', aces: { ace: [{ name: 'hub', matches, actions: { forwarding: 'accept' } }] } };
}

export const LAMP_MUD = {
  'ietf-mud:mud': {
    'mud-version': 1,
    'mud-url': 'https://example.com/lamp.json',
    'last-update': '2026-01-01T00:00:00+00:00',
    'cache-validity': 48,
    'is-supported': true,
    systeminfo: 'A lamp that asks its hub.',
    'from-device-policy': { 'access-lists': { 'access-list': [{ name: 'from-lamp' }] } },
    'to-device-policy': { 'access-lists': { 'access-list': [{ name: 'to-lamp' }] } },
  },
  'ietf-access-control-list:acls': { acl: [toHub('from-lamp'), toHub('to-lamp')] },
};
