import './operate.css';
import { ElButton, ElOption, ElSelect } from 'element-plus';
import { defineComponent, ref, shallowRef } from 'vue';
import { call, useAsking } from '../api/index.ts';
import { day, number } from '../language/format.ts';
import { say } from '../language/language.ts';
import {
  Asked,
  confirm,
  EmptyNote,
  PageHeading,
  ReasonedButton,
  RefusalNote,
  useAct,
  useKept,
  WideBox,
} from '../parts/index.ts';
import { offerFile } from '../parts/offer-file.ts';
import { commonName } from '../parts/subject-name.ts';
import { organisationName } from '../session/organisations.ts';
import { has } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import { everyCertificate } from './read-all.ts';
import { type Certificate, daysLeft, inNeed, pressingDays, renewableFrom, renewDays } from './state.ts';

const profiles: Readonly<Record<Certificate['profile'], readonly [string, string]>> = {
  system: ['应用系统', 'system'],
  connector: ['连接器', 'connector'],
  'seal-maker': ['制章人', 'seal maker'],
  signer: ['签章人', 'signer'],
  tsa: ['时间戳', 'timestamps'],
  'ocsp-responder': ['状态查询', 'status responder'],
  issuing: ['签发机构', 'issuing authority'],
};

/** Certificates by the days they have left, and renewing them. */
export const CertificatesPage = defineComponent({
  setup() {
    const profile = useKept('profile');
    const certificates = useAsking(everyCertificate);
    const busy = ref('');
    /** The new certificate, for whoever has to put it in its place. */
    const done = shallowRef<Certificate>();
    const box = ref<HTMLElement>();
    const renewing = useAct(async (certificate: Certificate) => {
      const agreed = await confirm({
        title: say('续期证书', 'Renew the certificate'),
        text: say(
          `将以同一密钥签发一张新证书，接续 ${commonName(certificate.subject)}（${day(certificate.notAfter)} 到期）。旧证书到期前仍然有效；新证书签发后不能收回，只能吊销。`,
          `A new certificate of the same key is issued to continue ${commonName(certificate.subject)} (ends ${day(certificate.notAfter)}). The old one stays valid until its end; the new one cannot be taken back, only revoked.`,
        ),
        deed: say('续期', 'Renew'),
      });
      if (!agreed) return;
      busy.value = certificate.id;
      try {
        const renewed = await call('POST /v1/pki/certificates/{id}/renewal', {
          params: { id: certificate.id },
          body: {},
        });
        done.value = renewed;
        announce(say(`已续期至 ${day(renewed.notAfter)}。`, `Renewed until ${day(renewed.notAfter)}.`));
        await certificates.again();
        box.value?.focus();
      } finally {
        busy.value = '';
      }
    });
    const shown = () =>
      inNeed(certificates.value.value ?? [])
        .filter((each) => profile.value === '' || each.profile === profile.value)
        .toSorted((a, b) => Date.parse(a.notAfter) - Date.parse(b.notAfter));
    const closed = (certificate: Certificate) => {
      if (!has('operator')) return say('由运行管理员续期。', 'An operator renews it.');
      if (certificate.profile === 'issuing')
        return say('签发机构由密钥仪式更换：hufu pki。', 'An authority is replaced in a ceremony: hufu pki.');
      if (certificate.status === 'held') return say('已暂停，先解除暂停。', 'It is on hold: release it first.');
      const from = renewableFrom(certificate);
      if (from.getTime() > Date.now())
        return say(`自 ${day(from)}起可以续期。`, `It can be renewed from ${day(from)} on.`);
      if (daysLeft(certificate, Date.now()) < 0)
        return say('已过期，不能续期，请另行签发。', 'It has ended: it takes a new one, not a renewal.');
      return '';
    };
    const left = (certificate: Certificate) => {
      const days = daysLeft(certificate, Date.now());
      if (certificate.status === 'held') return { tone: 'bad', word: say('✕ 暂停', '✕ on hold') };
      if (days < 0)
        return { tone: 'bad', word: say(`✕ 已过期 ${number(-days)} 天`, `✕ ended ${number(-days)} days ago`) };
      if (days < pressingDays)
        return { tone: 'bad', word: say(`✕ 只剩 ${number(days)} 天`, `✕ ${number(days)} days left`) };
      if (days < renewDays)
        return { tone: 'unsure', word: say(`! 剩 ${number(days)} 天`, `! ${number(days)} days left`) };
      return { tone: 'good', word: say(`✓ 剩 ${number(days)} 天`, `✓ ${number(days)} days left`) };
    };
    const nextStep = (certificate: Certificate) => {
      if (certificate.profile === 'signer')
        return say(
          '印章里登记的是旧证书：请印章管理员在旧证书到期前，选新证书申请新印章。',
          'Seals name the old one: before it ends, have a seal keeper apply for a seal that names the new one.',
        );
      return certificate.keyKept
        ? say('密钥由平台代管，不用另外安装。', 'The exchange keeps its key: there is nothing to install.')
        : say(
            '请保存新证书，交持有者换下旧证书文件，重启程序；密钥不变。',
            'Save the new one for its holder, to be put in place of the old file; the program is restarted, the key stays.',
          );
    };
    const renewedNote = (certificate: Certificate) => (
      <section class="told-once" ref={box} tabindex={-1} aria-label={say('续期结果', 'Renewed')}>
        <p>
          <strong>
            {say(
              `✓ ${commonName(certificate.subject)} 已续期至 ${day(certificate.notAfter)}`,
              `✓ ${commonName(certificate.subject)} is renewed until ${day(certificate.notAfter)}`,
            )}
          </strong>
        </p>
        <p>{nextStep(certificate)}</p>
        <ElButton
          onClick={() =>
            offerFile({
              name: `${certificate.system ?? certificate.serial}.pem`,
              type: 'application/x-pem-file',
              content: certificate.pem,
            })
          }
        >
          {say('保存新证书（.pem）', 'Save the new certificate (.pem)')}
        </ElButton>
      </section>
    );
    return () => (
      <>
        <PageHeading
          title={say('证书到期', 'Certificates')}
          about={say(
            `按剩余天数排列，先到期的在前。剩 ${renewDays} 天起应续期，剩 ${pressingDays} 天起紧急。已被续期接替和已吊销的不列。`,
            `By days left, the first to end on top. Renew from ${renewDays} days on; from ${pressingDays} it is pressing. Those that were renewed or revoked are left out.`,
          )}
        />
        <div class="tools">
          <ElSelect
            v-model={profile.value}
            clearable
            placeholder={say('全部用途', 'Any purpose')}
            {...{ 'aria-label': say('用途', 'Purpose') }}
          >
            {Object.entries(profiles).map(([name, [zh, en]]) => (
              <ElOption key={name} value={name} label={say(zh, en)} />
            ))}
          </ElSelect>
        </div>
        <RefusalNote refusal={renewing.refusal.value} />
        {done.value !== undefined && renewedNote(done.value)}
        <Asked of={certificates}>
          {() =>
            shown().length === 0 ? (
              <EmptyNote
                title={
                  profile.value === ''
                    ? say('还没有证书', 'There is no certificate yet')
                    : say('没有此用途的证书', 'None for this purpose')
                }
                next={say(
                  '系统和连接器的证书由运行管理员用命令 hufu pki 申请。',
                  'Operators ask for those of systems and connectors by the command hufu pki.',
                )}
              >
                {profile.value !== '' && (
                  <ElButton
                    onClick={() => {
                      profile.value = '';
                    }}
                  >
                    {say('看全部', 'Show all')}
                  </ElButton>
                )}
              </EmptyNote>
            ) : (
              <WideBox label={say('证书', 'Certificates')}>
                <table class="plain-table stacks">
                  <thead>
                    <tr>
                      <th scope="col">{say('剩余', 'Left')}</th>
                      <th scope="col">{say('持有者', 'Holder')}</th>
                      <th scope="col">{say('用途', 'Purpose')}</th>
                      <th scope="col">{say('单位', 'Organisation')}</th>
                      <th scope="col">{say('有效至', 'Until')}</th>
                      <th scope="col">{say('序列号', 'Serial')}</th>
                      <th scope="col">{say('操作', 'Deeds')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {shown().map((certificate) => {
                      const { tone, word } = left(certificate);
                      const [zh, en] = profiles[certificate.profile];
                      return (
                        <tr key={certificate.id}>
                          <td data-title={say('剩余', 'Left')} class={['tone', tone]}>
                            {word}
                          </td>
                          <th scope="row" title={certificate.subject}>
                            {commonName(certificate.subject)}
                          </th>
                          <td data-title={say('用途', 'Purpose')}>{say(zh, en)}</td>
                          <td data-title={say('单位', 'Organisation')}>
                            {certificate.organisation === null
                              ? say('平台自身', 'the exchange')
                              : organisationName(certificate.organisation)}
                          </td>
                          <td data-title={say('有效至', 'Until')}>{day(certificate.notAfter)}</td>
                          <td data-title={say('序列号', 'Serial')}>
                            <code title={certificate.serial}>{certificate.serial.slice(0, 12)}…</code>
                          </td>
                          <td data-title={say('操作', 'Deeds')}>
                            <ReasonedButton
                              because={closed(certificate)}
                              loading={busy.value === certificate.id}
                              onPress={() => void renewing.act(certificate)}
                            >
                              {say('续期', 'Renew')}
                            </ReasonedButton>
                          </td>
                        </tr>
                      );
                    })}
                  </tbody>
                </table>
              </WideBox>
            )
          }
        </Asked>
      </>
    );
  },
});
