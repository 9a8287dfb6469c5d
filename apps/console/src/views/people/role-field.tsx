/** What somebody may be. */

import type { InputOf } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { SelectField } from '../../kit/index.ts';

type Role = InputOf<'accounts.invite'>['role'];

const ROLES = ['owner', 'installer', 'auditor'] as const satisfies readonly Role[];

export function roleOf(text: string): Role {
  return ROLES.find((role) => role === text) ?? 'auditor';
}

export interface RoleFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function RoleField({ value, onChange }: RoleFieldProps) {
  return (
    <SelectField
      label={t('people.role')}
      help={t('people.role.help')}
      value={value}
      choices={ROLES.map((role) => ({ value: role, label: textOf(`shell.role.${role}`, role) }))}
      onChange={onChange}
    />
  );
}
