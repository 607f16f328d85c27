import { ElOption, ElRadioButton, ElRadioGroup, ElSelect } from 'element-plus';
import { computed, defineComponent, type PropType, ref } from 'vue';
import { RouterLink } from 'vue-router';
import { say } from '../language/language.ts';
import { Asked, CopyBlock } from '../parts/index.ts';
import { useOwnSystems } from './own-systems.ts';
import type { QueryBody, Resource } from './question.ts';
import { commandLine, credentialsFile, curl, type Target, typeScript } from './snippets.ts';

type Form = 'hufu' | 'curl' | 'typescript';

/** The question that was just tried, as code that works: in the sandbox, or for real under a grant. */
export const SnippetBox = defineComponent({
  props: {
    resource: { type: Object as PropType<Resource>, required: true },
    body: { type: Object as PropType<QueryBody>, required: true },
  },
  setup(props) {
    const systems = useOwnSystems('consumer');
    const target = ref<Target>('sandbox');
    const form = ref<Form>('hufu');
    const chosen = ref<string>();
    const system = computed(() => chosen.value ?? systems.value.value?.find(({ status }) => status === 'active')?.id);
    const text = (id: string) => {
      const options = {
        hub: location.origin,
        system: id,
        target: target.value,
        body: props.body,
        resource: props.resource,
      };
      return form.value === 'hufu' ? commandLine(options) : form.value === 'curl' ? curl(options) : typeScript(options);
    };
    return () => (
      <Asked of={systems}>
        {() => (
          <>
            <div class="choices">
              <ElRadioGroup v-model={form.value} {...{ 'aria-label': say('代码形式', 'Form of the code') }}>
                <ElRadioButton value="hufu">hufu</ElRadioButton>
                <ElRadioButton value="curl">curl</ElRadioButton>
                <ElRadioButton value="typescript">TypeScript</ElRadioButton>
              </ElRadioGroup>
              <ElRadioGroup v-model={target.value} {...{ 'aria-label': say('向谁查询', 'Asked of whom') }}>
                <ElRadioButton value="sandbox">{say('沙箱', 'Sandbox')}</ElRadioButton>
                <ElRadioButton value="query">{say('正式查询', 'For real')}</ElRadioButton>
              </ElRadioGroup>
              {(systems.value.value?.length ?? 0) > 0 && (
                <ElSelect
                  modelValue={system.value}
                  onUpdate:modelValue={(id: string) => {
                    chosen.value = id;
                  }}
                  {...{ 'aria-label': say('以哪个系统的身份', 'As which system') }}
                >
                  {systems.value.value?.map(({ id, name }) => (
                    <ElOption key={id} value={id} label={`${id} ${name}`} />
                  ))}
                </ElSelect>
              )}
            </div>
            {system.value === undefined ? (
              <p>
                {say(
                  '本单位还没有使用方系统，先登记一个并生成密钥：',
                  'Your organisation has no consumer system yet; register one and make its key: ',
                )}
                <RouterLink to={{ name: 'develop-systems' }}>{say('系统与密钥', 'Systems and keys')}</RouterLink>
              </p>
            ) : (
              <>
                <CopyBlock
                  label={say('刚才所试的，可直接运行', 'What was just tried, ready to run')}
                  text={text(system.value)}
                />
                <p class="hint">
                  {say(
                    `在虎符项目目录运行；${credentialsFile(system.value)} 是该系统的密钥文件，在`,
                    `Run it in Hufu’s folder; ${credentialsFile(system.value)} is the system’s key file, made at `,
                  )}
                  <RouterLink to={{ name: 'develop-system', params: { id: system.value } }}>
                    {say('系统密钥与凭证', 'its keys and credentials')}
                  </RouterLink>
                  {say('生成。请求由私钥签名（RFC 9421），', '. Requests are signed with the private key (RFC 9421), ')}
                  {form.value === 'curl'
                    ? say('签名一分钟内只能用一次。', 'each signature counts once and for a minute.')
                    : form.value === 'hufu'
                      ? say('命令行会自行签名和取得令牌。', 'which the command does by itself, as it gets its token.')
                      : say(
                          'SDK 会自行签名、取得令牌和重试。',
                          'which the SDK does by itself, as it gets tokens and tries again.',
                        )}
                  {target.value === 'query' &&
                    say('正式查询须有授权，且留下存证。', ' A real query needs a grant and is put on record.')}
                </p>
              </>
            )}
          </>
        )}
      </Asked>
    );
  },
});
