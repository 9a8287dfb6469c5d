/**
 * A process to be killed: a manufacturer and a domain on their directories. Says on its channel when it listens, and does
 * the operations it is told to, answering each when it is done. Argument: the place, as JSON.
 */

import { runDomainOperation } from '@sallyport/app-domain';
import { runManufacturerOperation } from '@sallyport/app-manufacturer';
import { introduce, Lab } from '../../src/index.ts';
import type { Order, Place, Report } from './place.ts';

const place: Place = JSON.parse(process.argv[2] ?? '');
const tell = (report: Report) => process.send?.(report);

const lab = new Lab();
const { manufacturer, domain } = await lab.openHouse(place);
const maker = domain.manufacturers.known[0]?.id ?? (await introduce(manufacturer, domain));
// A kill may have come between the two halves of an introduction.
if (!domain.lists.current().manufacturers.has(maker)) await domain.lists.add('manufacturers', maker, undefined);

process.on('message', (order: Order) => {
  const { id, service, operation, input } = order;
  const run =
    service === 'domain'
      ? runDomainOperation(domain, operation, input)
      : runManufacturerOperation(manufacturer, operation, input);
  void run.then(() => tell({ kind: 'done', id }));
});
process.on('disconnect', () => process.exit(0));

tell({
  kind: 'listening',
  maker,
  stationAnchor: manufacturer.masaTlsAnchors[0]?.toPem() ?? '',
  ports: { masa: manufacturer.masaPort, station: manufacturer.stationPort ?? 0, registrar: domain.port ?? 0 },
});
