import { defineComponent } from 'vue';
import { RouterLink } from 'vue-router';
import { call, useAsking } from '../api/index.ts';
import { moment, number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked } from '../parts/index.ts';

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
                <p class="hint">
                  {say(
                    '如已知印章更早失控，请先停用，并由审计查清时点。',
                    'If it was lost earlier, stop it first and let the auditors find out when.',
                  )}{' '}
                  <RouterLink to={{ name: 'seals' }}>{say('印章目录', 'Seals')}</RouterLink>
                </p>
              </div>
            )
          }
        </Asked>
      );
    };
  },
});
