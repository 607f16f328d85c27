import { defineComponent } from 'vue';
import { RouterLink } from 'vue-router';
import { call, useAsking } from '../api/index.ts';
import { moment, number, several } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked } from '../parts/index.ts';

/** Which licences are to bear the seal: without it, or another in its place, they cannot be issued. Nothing where none are. */
export const ChosenFor = defineComponent({
  props: { seal: { type: String, required: true } },
  setup(props) {
    const choices = useAsking((signal) => call('GET /v1/seal-choices', { signal }));
    return () => {
      const count = choices.value.value?.items.filter(({ seal }) => seal === props.seal).length ?? 0;
      return (
        <Asked of={choices}>
          {() =>
            count > 0 && (
              <p>
                <strong>
                  {say(
                    `现有 ${number(count)} 处证照用章指定了此章：不改指定，这些证照就不能签发。`,
                    `It is chosen for licences in ${several(count, 'place')}: until another is chosen there, those licences cannot be issued.`,
                  )}
                </strong>{' '}
                <RouterLink to={{ name: 'seal-choices' }}>{say('改指定', 'Choose another')}</RouterLink>
              </p>
            )
          }
        </Asked>
      );
    };
  },
});

/** What revoking a seal now would touch: files sealed before stay good, later ones have to be made anew. */
export const RevocationImpact = defineComponent({
  props: { seal: { type: String, required: true } },
  setup(props) {
    const impact = useAsking((signal) =>
      call('GET /v1/seals/{id}/impact', {
        params: { id: props.seal },
        query: { at: new Date().toISOString(), limit: 20 },
        signal,
      }),
    );
    return () => {
      const got = impact.value.value;
      return (
        <Asked of={impact}>
          {() =>
            got !== undefined && (
              <div class="seal-impact">
                <p>
                  <strong>{say('若现在撤销：', 'If it is revoked now: ')}</strong>
                  {say(
                    `此前盖章的 ${number(got.before)} 份文件仍然有效，此后的 ${number(got.after)} 份需重新签发。`,
                    `${number(got.before)} files sealed before stay good, ${number(got.after)} later ones have to be made anew.`,
                  )}
                </p>
                {got.items.length > 0 && (
                  <details>
                    <summary>{say('看这些文件', 'See the files')}</summary>
                    <ul>
                      {got.items.map((file) => (
                        <li key={`${file.version}-${file.format}`}>
                          <code>{file.identifier}</code> · {file.format.toUpperCase()} · {moment(file.sealedAt)}
                        </li>
                      ))}
                    </ul>
                    {got.next !== null && <p class="hint">{say('仅列出前二十份。', 'The first twenty are shown.')}</p>}
                  </details>
                )}
                <ChosenFor seal={props.seal} />
                <p class="hint">
                  {say(
                    '如已知印章更早失控，请先停用，并由审计查清时点。',
                    'If it was lost earlier, stop it first and let the auditors find out when.',
                  )}
                </p>
              </div>
            )
          }
        </Asked>
      );
    };
  },
});
