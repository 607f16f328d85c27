import './operate.css';
import { ElAlert } from 'element-plus';
import { defineComponent } from 'vue';
import { call, useAsking } from '../api/index.ts';
import { away, exactMoment, inBrackets, number, size } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, CopyBlock, EmptyNote, PageHeading, WideBox } from '../parts/index.ts';
import { session } from '../session/session.ts';
import { backupTone } from './state.ts';

/** The backups on record, and how the next one is taken. */
export const BackupsPage = defineComponent({
  setup() {
    const administration = session.value?.officer.administration === true;
    const backups = useAsking(async (signal) =>
      administration ? (await call('GET /v1/backups', { signal })).items : [],
    );
    const warning = () => {
      const list = backups.value.value ?? [];
      const { tone, days } = backupTone(list, Date.now());
      // Without any, the list says so itself.
      if (tone === 'good' || days === undefined) return null;
      const title =
        list[0]?.verifiedAt === null && days < 2
          ? say(
              '最近的备份还没有核验过，不能确定它能用。',
              'The last backup was not verified: nobody knows that it can be used.',
            )
          : say(`已经 ${number(days)} 天没有备份。`, `No backup for ${number(days)} days.`);
      return <ElAlert type={tone === 'bad' ? 'error' : 'warning'} closable={false} showIcon title={title} />;
    };
    return () => (
      <>
        <PageHeading
          title={say('备份', 'Backups')}
          about={say(
            '数据库备份的记录：什么时候、多大、在哪里、核验过没有。文件本身由您保管，主密钥另存别处。',
            'Backups of the database on record: when, how large, where, whether verified. The files are yours to keep, the master key apart from them.',
          )}
        />
        {administration ? (
          <Asked of={backups}>
            {() => (
              <>
                {warning()}
                {backups.value.value?.length === 0 ? (
                  <ElAlert
                    type="error"
                    closable={false}
                    showIcon
                    title={say('还没有备份记录', 'No backup on record')}
                    description={say(
                      '丢了数据库，目录、授权、证照和存证一切都没有了。请在有数据库地址的机器上运行下面的命令。',
                      'Losing the database loses directory, grants, licences and evidence. Run the command below where the database’s address is set.',
                    )}
                  />
                ) : (
                  <WideBox label={say('备份', 'Backups')}>
                    <table class="plain-table stacks">
                      <caption>{say('最近的在前。', 'The newest first.')}</caption>
                      <thead>
                        <tr>
                          <th scope="col">{say('备份时刻', 'Taken')}</th>
                          <th scope="col">{say('大小', 'Size')}</th>
                          <th scope="col">{say('在哪里', 'Where')}</th>
                          <th scope="col">{say('核验', 'Verified')}</th>
                          <th scope="col">SHA-256</th>
                        </tr>
                      </thead>
                      <tbody>
                        {backups.value.value?.map((backup) => (
                          <tr key={backup.sha256}>
                            <th scope="row">
                              {exactMoment(backup.takenAt)}
                              {inBrackets(away(backup.takenAt))}
                            </th>
                            <td data-title={say('大小', 'Size')} class="number">
                              {size(backup.size)}
                            </td>
                            <td data-title={say('在哪里', 'Where')}>{backup.place}</td>
                            <td
                              data-title={say('核验', 'Verified')}
                              class={['tone', backup.verifiedAt === null ? 'unsure' : 'good']}
                            >
                              {backup.verifiedAt === null
                                ? say('! 还没有', '! not yet')
                                : `✓ ${exactMoment(backup.verifiedAt)}`}
                            </td>
                            <td data-title="SHA-256">
                              <code title={backup.sha256}>{backup.sha256.slice(0, 16)}…</code>
                            </td>
                          </tr>
                        ))}
                      </tbody>
                    </table>
                  </WideBox>
                )}
                <h2>{say('做一份备份', 'Take a backup')}</h2>
                <CopyBlock
                  label={say('备份、核验并登记（可放进定时任务）', 'Back up, verify and record (fit for a timer)')}
                  text="npx hufu backup create /srv/backup/hufu"
                />
                <CopyBlock
                  label={say('再次核验一份', 'Verify one again')}
                  text="npx hufu backup verify /srv/backup/hufu/hufu-….dump"
                />
                <p class="hint">
                  {say(
                    '数据库地址取自 DATABASE_URL，登记人取自 HUFU_PROFILE；须有不旧于服务器的 pg_dump。恢复的步骤见 ops/runbooks/backup.md。',
                    'The database is that of DATABASE_URL and the officer that of HUFU_PROFILE; it takes a pg_dump not older than the server. How to restore: ops/runbooks/backup.md.',
                  )}
                </p>
              </>
            )}
          </Asked>
        ) : (
          <EmptyNote
            title={say('备份由数据主管部门负责', 'Backups are the data administration’s')}
            next={say(
              '部门自己要保存的是连接器的目录：配置、私钥和消息凭证。',
              'What a department keeps itself is its connector’s folder: configuration, private key and credential.',
            )}
          />
        )}
      </>
    );
  },
});
