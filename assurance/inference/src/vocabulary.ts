/**
 * The relations in which claims, the trust engine and the node's own observation speak, with their number of arguments.
 * No rule can define one of these names, so none can forge what somebody else has to say.
 */
export const FACT_RELATIONS = {
  trusts: 3,
  distrusts: 3,
  purchase: 4,
  declared_type: 3,
  device_manufacturer: 3,
  device_type: 3,
  sbom: 3,
  mud: 3,
  vulnerability: 5,
  vulnerability_score: 4,
  device_type_vulnerable: 3,
  attestation: 5,
  person: 1,
  right: 2,
  manufacturer_speaks: 1,
  device: 3,
  made_by: 2,
  proved: 2,
  listed: 2,
  device_key: 2,
  contact: 3,
  denylisted: 2,
  mud_violation: 3,
  given: 2,
} as const satisfies Readonly<Record<string, number>>;
