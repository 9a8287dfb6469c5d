import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FingerprintConfirmation, OneTimePermission } from '../../src/pledge/reduced-security.ts';
import { AuthenticatedConnection, ProvisionalConnection } from '../../src/pledge/registrar-connection.ts';
import { throwsCode } from '../support/throws.ts';
import { otherRegistrar, REGISTRAR_CHAIN, registrar } from './world.ts';

describe('an imprint without a voucher', () => {
  it('takes a permission given at the device, and uses it up', () => {
    const permission = new OneTimePermission('physical-presence');
    const connection = ProvisionalConnection.accept(REGISTRAR_CHAIN);
    const authenticated = AuthenticatedConnection.byPermission(connection, permission);
    assert.equal(authenticated.proof, 'one-time-permission');
    assert.equal(authenticated.pinnedDomainCert, undefined);
    assert.equal(permission.isLeft, false);
    throwsCode('E_BRSKI_PLEDGE_PERMISSION', () => AuthenticatedConnection.byPermission(connection, permission));
  });
});

describe('enrolment from a console', () => {
  const fingerprint = registrar.certificate.fingerprint();
  const spoken = fingerprint.toUpperCase().replace(/../g, '$&:').slice(0, -1);

  it('takes the registrar whose fingerprint a person confirmed', () => {
    const connection = ProvisionalConnection.accept(REGISTRAR_CHAIN);
    const authenticated = AuthenticatedConnection.byFingerprint(connection, new FingerprintConfirmation(spoken));
    assert.equal(authenticated.proof, 'fingerprint');
    assert.ok(authenticated.isSame(REGISTRAR_CHAIN));
    assert.ok(!authenticated.isSame([otherRegistrar.certificate.der]));
  });

  it('refuses every other, and does not let the confirmation be tried twice', () => {
    const confirmation = new FingerprintConfirmation(spoken);
    const other = ProvisionalConnection.accept([otherRegistrar.certificate.der]);
    throwsCode('E_BRSKI_PLEDGE_PERMISSION', () => AuthenticatedConnection.byFingerprint(other, confirmation));
    const right = ProvisionalConnection.accept(REGISTRAR_CHAIN);
    throwsCode('E_BRSKI_PLEDGE_PERMISSION', () => AuthenticatedConnection.byFingerprint(right, confirmation));
  });

  it('does not take part of a fingerprint for the whole', () => {
    for (const text of ['', fingerprint.slice(0, 16), `${fingerprint}00`, fingerprint.replace(/^./, 'x')]) {
      throwsCode('E_BRSKI_PLEDGE_INPUT', () => new FingerprintConfirmation(text));
    }
  });
});
