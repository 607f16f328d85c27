import { ElCheckbox, ElFormItem, ElInput, ElOption, ElSelect } from 'element-plus';
import { defineComponent, type PropType } from 'vue';
import { say } from '../language/language.ts';
import { WideBox } from '../parts/index.ts';
import { type ConnectorDraft, dateForms, type Fault, matchable } from './connector-file.ts';
import { faultWord } from './fault-word.ts';
import type { Resource } from './question.ts';
import { itemName, itemTypeWord } from './words.ts';

/** Which column, property or place in an answer each field of the resource comes from. Written into `draft`. */
export const MappingTable = defineComponent({
  props: {
    draft: { type: Object as PropType<ConnectorDraft>, required: true },
    resource: { type: Object as PropType<Resource>, required: true },
    faults: { type: Object as PropType<Readonly<Record<string, Fault>>>, required: true },
  },
  setup(props) {
    const from = () =>
      props.draft.kind === 'http'
        ? say('在记录中的位置', 'Place in the record')
        : props.draft.kind === 'geojson'
          ? say('属性或位置', 'Property or place')
          : say('列', 'Column');
    const example = () => (props.draft.kind === 'http' ? '/sfzh' : 'sfzh');
    const isDate = (field: string) => props.resource.items.find((each) => each.field === field)?.type === 'D';
    const keys = () => new Set(props.resource.matchKeys.flat());
    return () => (
      <>
        <p class="hint">
          {say(
            '没有的字段留空：查询它时应答会缺这一项。至少要对应一个匹配组合的全部字段。',
            'Leave empty what you do not have: answers will lack it. All fields of one match key are needed at least.',
          )}
        </p>
        <WideBox label={say('字段对应', 'Mapping')}>
          <table class="plain-table mapping stacks">
            <thead>
              <tr>
                <th scope="col">{say('资源的字段', 'Field of the resource')}</th>
                <th scope="col">{from()}</th>
                <th scope="col">{say('日期写法', 'How days are written')}</th>
                <th scope="col">{say('去空格', 'Cut blanks')}</th>
              </tr>
            </thead>
            <tbody>
              {props.draft.fields.map((line) => {
                const item = props.resource.items.find(({ field }) => field === line.field);
                const name = item === undefined ? line.field : itemName(item);
                const fault = faultWord(props.faults[line.field]);
                return (
                  <tr key={line.field}>
                    <th scope="row">
                      {name} <code>{line.field}</code>
                      <div class="hint">
                        {item !== undefined && itemTypeWord(item.type)}
                        {keys().has(line.field) && say(' · 用于查找', ' · found by it')}
                      </div>
                    </th>
                    <td data-title={from()}>
                      <ElInput
                        v-model={line.from}
                        placeholder={example()}
                        autocomplete="off"
                        {...{
                          'aria-label': `${name} ${from()}`,
                          'aria-invalid': fault !== '',
                        }}
                      />
                      {fault !== '' && (
                        <p class="el-form-item__error" role="alert">
                          {fault}
                        </p>
                      )}
                    </td>
                    <td data-title={say('日期写法', 'How days are written')}>
                      {isDate(line.field) ? (
                        <ElSelect
                          v-model={line.date}
                          {...{ 'aria-label': say(`${name} 的日期写法`, `How ${name} is written`) }}
                        >
                          <ElOption value="" label={say('日期类型', 'as a date')} />
                          {dateForms.map((form) => (
                            <ElOption key={form} value={form} label={form} />
                          ))}
                        </ElSelect>
                      ) : (
                        '—'
                      )}
                    </td>
                    <td data-title={say('去空格', 'Cut blanks')}>
                      <ElCheckbox
                        v-model={line.trim}
                        {...{ 'aria-label': say(`去掉 ${name} 两端空格`, `Cut blanks around ${name}`) }}
                      />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </WideBox>
        <p aria-live="polite">
          {say('可按以下组合查找：', 'Records will be found by: ')}
          {matchable(props.draft, props.resource)
            .map((key) => key.join(' + '))
            .join(say('；', '; ')) || say('（还没有）', '(nothing yet)')}
        </p>
        {props.draft.kind !== 'http' && (
          <ElFormItem
            class="form-narrow"
            label={say(
              '哪一列记录更新时间（可空，用于公布实际更新）',
              'Column with the time of the last change (or nothing; its newest is published)',
            )}
            for="connector-freshness"
            error={
              props.faults.freshness === undefined
                ? ''
                : say(
                    '不能是用来查找的列：那会说出某个人。',
                    'Not a column that records are found by: it would tell of a person.',
                  )
            }
          >
            <ElInput id="connector-freshness" v-model={props.draft.freshness} placeholder="gxsj" autocomplete="off" />
          </ElFormItem>
        )}
      </>
    );
  },
});
