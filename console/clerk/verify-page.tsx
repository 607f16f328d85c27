import './clerk.css';
import { ElButton } from 'element-plus';
import { computed, defineComponent, nextTick, onBeforeUnmount, onMounted, ref } from 'vue';
import { say, sayBoth } from '../language/language.ts';
import { confirm, EmptyNote, PageHeading, useKept } from '../parts/index.ts';
import { has } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import { CheckDetails } from './check-details.tsx';
import { type Presented, type Purpose, useChecks } from './checks.ts';
import { Intake } from './intake.tsx';
import { useLicenceTypes } from './licence-types.ts';
import { ResultsTable } from './results-table.tsx';
import { VaultPanel } from './vault-panel.tsx';
import { verdictWords } from './words.ts';

/** The counter's page: a licence comes in by file, number or code, or out of the vault; the verdict goes out. */
export const VerifyPage = defineComponent({
  setup() {
    const isClerk = computed(() => has('approval-clerk'));
    const matter = useKept('matter');
    const caseNumber = useKept('case');
    const isVaultOpen = ref(false);
    const vault = ref<{ focusFirst: () => void }>();
    const types = useLicenceTypes();
    const purpose = computed((): Purpose | undefined => {
      const [code, number] = [matter.value.trim(), caseNumber.value.trim()];
      return code === '' || number === '' ? undefined : { matter: code, case: number };
    });
    const details = ref<HTMLElement>();
    const checks = useChecks({
      purpose: () => purpose.value,
      onAnswer: (check) => {
        if (checks.all.length > 1 && checks.openId.value === undefined) {
          announce(say('全部验证完毕', 'All are verified'));
          return;
        }
        const { verdict } = check;
        if (verdict !== undefined) announce(sayBoth(verdictWords[verdict.indication]));
      },
    });
    const present = (things: readonly Presented[]) => checks.add(things);
    const open = async (id: number) => {
      checks.openId.value = id;
      await nextTick();
      details.value?.scrollIntoView({ block: 'start' });
    };
    const clear = async () => {
      // A copy is kept nowhere else.
      const isSure =
        !checks.all.some(({ presented }) => presented.from === 'copy') ||
        (await confirm({
          title: say('清空结果', 'Clear the results'),
          text: say(
            '其中有加注件，证照库不留存；没有保存的将要重新制作。',
            'There is a copy among them that the vault does not keep: if it was not saved, it has to be made anew.',
          ),
          deed: say('清空', 'Clear'),
        }));
      if (isSure) checks.clear();
    };
    const openVault = async () => {
      isVaultOpen.value = true;
      await nextTick();
      vault.value?.focusFirst();
    };
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== 'F9' || !isClerk.value || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      void openVault();
    };
    onMounted(() => window.addEventListener('keydown', pressed));
    onBeforeUnmount(() => window.removeEventListener('keydown', pressed));
    return () => {
      const { all, opened, openId } = checks;
      return (
        <div class="verify-page">
          <div class="no-print">
            <PageHeading title={say('验证证照', 'Verify a licence')}>
              {isClerk.value && (
                <ElButton
                  {...{ 'aria-expanded': isVaultOpen.value }}
                  onClick={() => {
                    if (isVaultOpen.value) isVaultOpen.value = false;
                    else void openVault();
                  }}
                >
                  {say('从证照库调取', 'Fetch from the vault')} <kbd>F9</kbd>
                </ElButton>
              )}
            </PageHeading>
          </div>
          <Intake onPresent={present} />
          {isVaultOpen.value && (
            <VaultPanel
              ref={vault as never}
              matter={matter.value}
              caseNumber={caseNumber.value}
              types={types.value.value}
              onMatter={(code: string) => {
                matter.value = code;
              }}
              onCaseNumber={(text: string) => {
                caseNumber.value = text;
              }}
              onPresent={present}
            />
          )}
          {all.length > 1 && (
            <ResultsTable
              checks={[...all]}
              types={types.value.value}
              openId={openId.value}
              onOpen={(id: number) => void open(id)}
              onClear={() => void clear()}
            />
          )}
          <div ref={details} aria-busy={all.some(({ state }) => state === 'asking')}>
            {opened.value === undefined ? (
              all.length === 0 &&
              !isVaultOpen.value && (
                <EmptyNote
                  title={say('还没有要验证的证照', 'Nothing to verify yet')}
                  next={say(
                    '拖入文件、扫二维码或输入证照标识，结论马上显示在这里。每次验证都会存证。',
                    'Drop a file, scan a code or type an identifier: the verdict appears here at once. Every verification is recorded.',
                  )}
                />
              )
            ) : (
              <CheckDetails
                key={opened.value.id}
                check={opened.value}
                types={types.value.value}
                purpose={purpose.value}
                mayFetch={isClerk.value}
                onAgain={() => {
                  if (opened.value !== undefined) checks.again(opened.value);
                }}
                onPresent={present}
                onPurpose={() => void openVault()}
              />
            )}
          </div>
        </div>
      );
    };
  },
});
