import { defineComponent, type PropType } from 'vue';
import { day, exactMoment } from '../language/format.ts';
import { say, sayBoth } from '../language/language.ts';
import { type Verdict, verdictWords } from './words.ts';

type Signature = NonNullable<Verdict['signatures']>[number];
type Certificate = NonNullable<Signature['signer']>['certificates'][number];

/** Whom a name in a certificate means: its common name, else all of it. */
export function commonName(name: string): string {
  return /(?:^|,)CN=((?:[^,\\]|\\.)+)/.exec(name)?.[1]?.replace(/\\(.)/g, '$1') ?? name;
}

/** Each signature: its seal, when it was made, and the path of certificates from the signer to the anchor. */
export const CheckSigners = defineComponent({
  props: { signatures: { type: Array as PropType<readonly Signature[]>, required: true } },
  setup(props) {
    return () =>
      props.signatures.map(({ id, kind, indication, signer }) => {
        const words = verdictWords[indication];
        return (
          <section key={id} class="signer">
            <h4>
              <span class={`signer-sign ${words.look}`} aria-hidden="true">
                {words.sign}
              </span>{' '}
              {kind === 'Seal' ? say('电子印章', 'Electronic seal') : say('数字签名', 'Digital signature')} {id}{' '}
              <small>{sayBoth(words)}</small>
            </h4>
            {signer === undefined ? (
              <p>{say('签名值读不出来。', 'The value of the signature cannot be read.')}</p>
            ) : (
              <>
                <dl class="facts">
                  {signer.seal !== null && (
                    <>
                      <dt>{say('印章', 'Seal')}</dt>
                      <dd>
                        {signer.seal.name} <code>{signer.seal.id}</code>
                      </dd>
                      <dt>{say('印章有效期', 'Its term')}</dt>
                      <dd>
                        {say(
                          `${day(signer.seal.validFrom)} 至 ${day(signer.seal.validTo)}`,
                          `${day(signer.seal.validFrom)} to ${day(signer.seal.validTo)}`,
                        )}
                      </dd>
                    </>
                  )}
                  <dt>{say('签署时间', 'Signed at')}</dt>
                  <dd>{exactMoment(signer.signedAt)}</dd>
                </dl>
                <p class="path-title">
                  {say('证书路径（自签署者至信任锚）', 'Certificates, from the signer to the anchor')}
                </p>
                <ol class="certificates">
                  {signer.certificates.map((certificate) => (
                    <li key={certificate.serial + certificate.issuer}>
                      <CertificateLine {...{ certificate }} />
                    </li>
                  ))}
                </ol>
                {signer.certificates.length < 2 && (
                  <p class="hint">{say('没有通向信任锚的路径。', 'No path leads to a trust anchor.')}</p>
                )}
              </>
            )}
          </section>
        );
      });
  },
});

const CertificateLine = defineComponent({
  props: { certificate: { type: Object as PropType<Certificate>, required: true } },
  setup(props) {
    return () => {
      const { subject, issuer, serial, notBefore, notAfter } = props.certificate;
      return (
        <details>
          <summary>
            {commonName(subject)} <small>{say(`至 ${day(notAfter)}`, `until ${day(notAfter)}`)}</small>
          </summary>
          <dl class="facts">
            <dt>{say('主体', 'Subject')}</dt>
            <dd>{subject}</dd>
            <dt>{say('颁发者', 'Issuer')}</dt>
            <dd>{issuer}</dd>
            <dt>{say('序列号', 'Serial')}</dt>
            <dd>
              <code>{serial}</code>
            </dd>
            <dt>{say('有效期', 'Validity')}</dt>
            <dd>{say(`${day(notBefore)} 至 ${day(notAfter)}`, `${day(notBefore)} to ${day(notAfter)}`)}</dd>
          </dl>
        </details>
      );
    };
  },
});
