/** What somebody wants to claim, with the names that people use put into the URIs of claims, and what goes without saying added. */

import type { ClaimTypeName } from '@sallyport/assurance-claims';
import type { JsonObject, JsonValue } from '@sallyport/core';
import type { Names } from './names.ts';

/** Kinds of names; who is meant depends on where it stands. */
type Kind = 'device' | 'manufacturer' | 'person' | 'role';

interface Fields {
  /** Fields that hold a name. */
  readonly names: Readonly<Record<string, Kind>>;
  /** The field that stands for the claim's maker unless something else is said. */
  readonly maker?: string;
}

/** Which fields of a type hold names, and which one stands for who makes the claim unless something else is said. */
export function nameFieldsOf(type: ClaimTypeName): {
  readonly names: Readonly<Record<string, string>>;
  readonly maker?: string;
} {
  return FIELDS[type] ?? { names: {} };
}

const OF_DEVICE: Fields = { names: { id: 'device' } };

const FIELDS: Partial<Readonly<Record<ClaimTypeName, Fields>>> = {
  Trust: { names: { id: 'role', truster: 'person' }, maker: 'truster' },
  Distrust: { names: { id: 'role', truster: 'person' }, maker: 'truster' },
  Purchase: { names: { id: 'device', buyer: 'person' }, maker: 'buyer' },
  OwnerDeclaration: OF_DEVICE,
  DeviceType: OF_DEVICE,
  DeviceManufacturer: { names: { id: 'device', manufacturer: 'manufacturer' } },
  Sbom: OF_DEVICE,
  Mud: OF_DEVICE,
  AttestationResult: OF_DEVICE,
};

/** Roles whose names a domain knows; a registrar or router is named by its URI, as is everybody else. */
const ROLES: Readonly<Record<string, Kind>> = { manufacturer: 'manufacturer', device: 'device', person: 'person' };

/** @throws E_DOMAIN_NAME */
export async function completeSubject(
  type: ClaimTypeName,
  subject: JsonObject,
  names: Names,
  maker: string,
): Promise<JsonObject> {
  const fields = FIELDS[type];
  if (fields === undefined) return subject;
  const complete: Record<string, JsonValue> = { ...subject };
  if (fields.maker !== undefined) complete[fields.maker] ??= maker;
  for (const [field, kind] of Object.entries(fields.names)) {
    const name = complete[field];
    if (typeof name === 'string') complete[field] = await uriOf(name, kind, complete['role'], names);
  }
  return complete;
}

function uriOf(name: string, kind: Kind, role: JsonValue | undefined, names: Names): string | Promise<string> {
  switch (kind) {
    case 'device':
      return names.deviceUri(name);
    case 'manufacturer':
      return names.manufacturerUri(name);
    case 'person':
      return names.person(name);
    case 'role': {
      const meant = typeof role === 'string' && Object.hasOwn(ROLES, role) ? ROLES[role] : undefined;
      return meant === undefined ? name : uriOf(name, meant, undefined, names);
    }
  }
}
