/** What people are shown around claims: templates, and the devices that claims are about. */

import type { JsonValue } from '@sallyport/core';
import { styled, type Terminal } from '../terminal.ts';
import { moreText, objectsIn, textIn } from './members.ts';
import { type Names, named } from './names.ts';

/** Each with the subject that `claim make` takes. */
export function templatesText(answer: JsonValue, terminal: Terminal): string {
  const templates = objectsIn(answer, 'templates').map((template) => {
    const { name, type, about } = {
      name: textIn(template, 'name') ?? '',
      type: textIn(template, 'type') ?? '',
      about: textIn(template, 'about') ?? '',
    };
    const head = `${styled(terminal, 'bold', name)}  ${styled(terminal, 'dim', about)}`;
    return `${head}\n  sallyport claim make ${type} --subject -\n  ${JSON.stringify(template['subject'] ?? null)}\n`;
  });
  return `${templates.join('')}Words between angle brackets are yours to put in.\n`;
}

export function metDevicesForPeople(answer: JsonValue, names: Names): JsonValue {
  const rows = objectsIn(answer, 'devices');
  if (rows.length === 0) return 'no device was met';
  const devices = rows.map((row) => ({
    serialNumber: textIn(row, 'serialNumber') ?? '',
    manufacturer: named(textIn(row, 'manufacturer') ?? '', names),
    model: textIn(row, 'model') ?? null,
    proved: textIn(row, 'proved') ?? null,
    met: textIn(row, 'metAt')?.replace(/\.\d{3}Z$/, 'Z') ?? null,
    key: textIn(row, 'uri') ?? '',
  }));
  return moreText(answer, devices, 'devices');
}
