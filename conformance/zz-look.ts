import { ConsoleHouse } from './src/console/house.ts';
import { openChromium } from './src/console/chromium.ts';
import { Visitor } from './src/console/visitor.ts';
import { settle } from './src/console/views.ts';
const house = await ConsoleHouse.open();
const browser = await openChromium([house.domain.authority.certificate]);
try {
  const owner = await Visitor.signedIn(browser, house, 'owner');
  owner.context.setDefaultTimeout(4000);
  let n = 0;
  const shot = async (name: string) => { await settle(owner.page); await owner.page.screenshot({ path: `/tmp/v8/s${n++}-${name}.png`, fullPage: true }); };
  const life = await house.deviceOnNetwork('LAMP-1');
  await house.claim('Distrust', { id: house.maker, role: 'manufacturer' });
  await owner.go(`/devices/${house.maker}/LAMP-1`);
  await settle(owner.page);
  await shot('device');
  for (const b of await owner.page.getByRole('button').all()) console.log(await b.getAttribute('aria-label') ?? await b.innerText());
  await owner.go('/claims');
  await settle(owner.page);
  await owner.main.getByRole('row').filter({ hasText: 'Distrust' }).first().click();
  await shot('claims');
  console.log(owner.page.url());
  for (const b of await owner.page.getByRole('button').all()) console.log(await b.getAttribute('aria-label') ?? await b.innerText());
} finally { await browser.close(); await house.close(); }
