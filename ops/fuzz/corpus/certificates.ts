import { createHash } from 'node:crypto';
import { anyPolicy, der, extensionOid, generateKey, keyPurpose, type PrivateKey } from '../../../identity/pki/index.ts';
import { certify, extension, type Holder, nameOf, oids, usage } from './holder.ts';

/** Those whose certificates everything else is made with. */
export interface Holders {
  readonly root: Holder;
  readonly authority: Holder;
  readonly leaf: Holder;
  readonly maker: Holder;
  readonly responder: Holder;
  readonly stamper: Holder;
  /** Certificates of other algorithms; they sign nothing here but themselves. */
  readonly others: readonly Holder[];
}

const policy = '2.16.156.1.1';
const otherPolicy = '2.16.156.1.2';

const text = (value: string) => Buffer.from(value, 'latin1');
/** General names by their form (RFC 5280 §4.2.1.6). */
const general = {
  email: (value: string) => der.implicit(1, text(value)),
  dns: (value: string) => der.implicit(2, text(value)),
  directory: (name: Buffer) => der.explicit(4, name),
  uri: (value: string) => der.implicit(6, text(value)),
  ip: (...octets: readonly number[]) => der.implicit(7, Buffer.from(octets)),
  registered: (id: string) => der.implicit(8, der.objectIdentifierContent(id)),
  other: (id: string, value: Buffer) => der.implicitSequence(0, der.objectIdentifier(id), der.explicit(0, value)),
} as const;

/** A root, an authority under it with every kind of constraint, and those it certified, with every kind of name: SM2. */
export function makeHolders(): Holders {
  const keys = { root: generateKey('SM2'), authority: generateKey('SM2') };
  const root = certify({
    name: 'Root',
    key: keys.root,
    serial: 1,
    extensions: [authority(), usage('keyCertSign', 'cRLSign'), ownKey(keys.root)],
  });
  const issuing = certify({
    name: 'Authority',
    key: keys.authority,
    serial: 2,
    issuer: root,
    extensions: [
      authority(0),
      usage('keyCertSign', 'cRLSign'),
      ownKey(keys.authority),
      issuerKey(keys.root),
      extension(extensionOid.nameConstraints, nameConstraints(), true),
      policies(),
      extension(
        extensionOid.policyMappings,
        der.sequence(der.sequence(der.objectIdentifier(otherPolicy), der.objectIdentifier(policy))),
        true,
      ),
      extension(
        extensionOid.policyConstraints,
        der.sequence(der.implicit(0, Buffer.of(3)), der.implicit(1, Buffer.of(2))),
        true,
      ),
      extension(extensionOid.inhibitAnyPolicy, der.integer(2), true),
      lists('http://crl.demo.example/root.crl'),
    ],
  });
  const under = (name: string, serial: number, extensions: readonly Buffer[]) => {
    const key = generateKey('SM2');
    const always = [ownKey(key), issuerKey(keys.authority)];
    return certify({ name, key, serial, issuer: issuing, extensions: [...always, ...extensions] });
  };
  const purposes = (...ids: readonly string[]) => extension(extensionOid.extendedKeyUsage, oids(ids), true);
  return {
    root,
    authority: issuing,
    leaf: under('Seal', 3, [
      usage('digitalSignature', 'contentCommitment'),
      extension(extensionOid.extendedKeyUsage, oids([keyPurpose.clientAuthentication, keyPurpose.emailProtection])),
      policies(),
      extension(extensionOid.subjectAlternativeName, alternativeNames()),
      lists('http://crl.demo.example/authority.crl'),
      extension(extensionOid.authorityInformationAccess, access()),
    ]),
    responder: under('Responder', 4, [
      usage('digitalSignature'),
      purposes(keyPurpose.ocspSigning),
      extension(extensionOid.ocspNoCheck, der.nullValue()),
    ]),
    stamper: under('Stamps', 5, [usage('digitalSignature'), purposes(keyPurpose.timeStamping)]),
    maker: under('Seal maker', 6, [usage('digitalSignature', 'contentCommitment'), policies()]),
    others: [
      ...(['P-256', 'P-384', 'P-521', 'Ed25519'] as const).map((kind, index) =>
        alone(kind, generateKey(kind), 20 + index),
      ),
      alone('RSA', generateKey('RSA', { rsaBits: 2048 }), 30),
      alone('RSA-PSS', generateKey('RSA', { rsaBits: 2048 }), 31, true),
    ],
  };
}

function alone(name: string, key: PrivateKey, serial: number, pss = false): Holder {
  return certify({ name, key, serial, pss, extensions: [authority(), usage('keyCertSign')] });
}

function authority(pathLength?: number): Buffer {
  const length = pathLength === undefined ? [] : [der.integer(pathLength)];
  return extension(extensionOid.basicConstraints, der.sequence(der.boolean(true), ...length), true);
}

const keyDigest = (key: PrivateKey) => createHash('sha1').update(key.publicKey.keyBytes).digest();

function ownKey(key: PrivateKey): Buffer {
  return extension(extensionOid.subjectKeyIdentifier, der.octetString(keyDigest(key)));
}

function issuerKey(key: PrivateKey): Buffer {
  return extension(extensionOid.authorityKeyIdentifier, der.sequence(der.implicit(0, keyDigest(key))));
}

function nameConstraints(): Buffer {
  const permitted = [
    general.dns('demo.example'),
    general.email('demo.example'),
    general.uri('.demo.example'),
    general.ip(10, 0, 0, 0, 255, 0, 0, 0),
  ];
  const excluded = [general.dns('not.demo.example'), general.directory(nameOf('Nobody'))];
  const subtrees = (names: readonly Buffer[]) => names.map((base) => der.sequence(base));
  return der.sequence(der.implicitSequence(0, ...subtrees(permitted)), der.implicitSequence(1, ...subtrees(excluded)));
}

function policies(): Buffer {
  const statement = der.sequence(
    der.objectIdentifier('1.3.6.1.5.5.7.2.1'),
    der.encode(0x16, text('http://demo.example/cps')),
  );
  return extension(
    extensionOid.certificatePolicies,
    der.sequence(
      der.sequence(der.objectIdentifier(policy), der.sequence(statement)),
      der.sequence(der.objectIdentifier(anyPolicy)),
    ),
  );
}

function lists(address: string): Buffer {
  const name = der.implicitSequence(0, general.uri(address));
  return extension(extensionOid.crlDistributionPoints, der.sequence(der.sequence(der.explicit(0, name))));
}

function alternativeNames(): Buffer {
  return der.sequence(
    general.dns('seal.demo.example'),
    general.email('seal@demo.example'),
    general.uri('https://seal.demo.example/'),
    general.ip(10, 1, 2, 3),
    general.directory(nameOf('Seal')),
    general.registered('2.16.156.1.3'),
    general.other('1.3.6.1.4.1.311.20.2.3', der.utf8String('seal@demo.example')),
  );
}

function access(): Buffer {
  return der.sequence(
    der.sequence(der.objectIdentifier('1.3.6.1.5.5.7.48.1'), general.uri('http://ocsp.demo.example/')),
    der.sequence(der.objectIdentifier('1.3.6.1.5.5.7.48.2'), general.uri('http://demo.example/authority.cer')),
  );
}
