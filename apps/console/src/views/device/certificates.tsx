/** The certificates of a device, for people to read. */

import { t, textOf } from '../../i18n/index.ts';
import { Badge, Card, Copy, Empty, exactTime, Facts, shortOf, Table } from '../../kit/index.ts';
import { type Certificate, type ShownDevice, standingOf } from './shown.ts';

export function Certificates({ device: { certificates } }: { readonly device: ShownDevice }) {
  if (certificates.length === 0) return <Empty>{t('device.certificates.none')}</Empty>;
  return (
    <div class="stack">
      {certificates.map((certificate) => (
        <CertificateCard key={certificate.fingerprint} certificate={certificate} />
      ))}
    </div>
  );
}

function CertificateCard({ certificate }: { readonly certificate: Certificate }) {
  const { kind, subject, issuer, serialNumber, keyType, signatureAlgorithm, keyUsage, extendedKeyUsage } = certificate;
  const { fingerprint, pem, extensions } = certificate;
  const from = exactTime(new Date(certificate.notBefore));
  const to = exactTime(new Date(certificate.notAfter));
  return (
    <Card title={t(`device.certificate.${kind}`)} actions={<Standing certificate={certificate} />}>
      <Facts
        facts={[
          { name: t('device.certificate.subject'), value: subject },
          { name: t('device.certificate.issuer'), value: issuer },
          { name: t('device.certificate.validity'), value: t('device.certificate.from-to', { from, to }) },
          { name: t('device.certificate.serial'), value: serialNumber },
          { name: t('device.certificate.key'), value: keyType },
          { name: t('device.certificate.signature'), value: signatureAlgorithm },
          { name: t('device.certificate.usage'), value: keyUsage.join(', ') },
          { name: t('device.certificate.purposes'), value: extendedKeyUsage.join(', ') },
          { name: t('device.certificate.fingerprint'), value: fingerprint },
        ].filter(({ value }) => value !== '')}
      />
      <Table
        caption={t('device.certificate.extensions')}
        showCaption
        rows={extensions}
        rowKey={({ oid }) => oid}
        columns={[
          {
            key: 'name',
            title: t('device.certificate.extension'),
            cell: ({ name, critical }) => (critical ? `${name} (${t('device.certificate.critical')})` : name),
          },
          { key: 'value', title: t('device.certificate.value'), cell: ({ text }) => text },
        ]}
      />
      <Copy text={pem} short={shortOf(fingerprint)} label={t('device.certificate.copy')} />
    </Card>
  );
}

function Standing({ certificate }: { readonly certificate: Certificate }) {
  const standing = standingOf(certificate, Date.now());
  if (standing === 'good') return <Badge tone="good">{t('device.certificate.good')}</Badge>;
  if (standing === 'expired') return <Badge tone="wait">{t('device.certificate.expired')}</Badge>;
  const reason = certificate.revocationReason ?? 'unspecified';
  return (
    <Badge tone="bad">
      {t('device.certificate.revoked', { reason: textOf(`device.revocation.${reason}`, reason) })}
    </Badge>
  );
}
