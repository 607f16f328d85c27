import { createClient, type HufuClient, HufuProblem, type LookupQuestion } from '../../connectors/index.ts';
import { type OfficerProfile, openOfficerSession, type SystemProfile } from '../../exchange/index.ts';

/** What the main job is done with; all of it stands in the demonstration's description. */
export interface MainJobSubjects {
  readonly consumer: SystemProfile;
  readonly clerk: OfficerProfile;
  readonly resident: { readonly citizenNumber: string; readonly name: string };
  readonly query: { readonly resource: string; readonly matter: string; readonly case: string };
  readonly company: { readonly unifiedCode: string };
  readonly licence: { readonly matter: string; readonly case: string };
}

/** One step as it went. */
export interface StepReport {
  readonly title: string;
  readonly held: boolean;
  readonly lines: readonly string[];
  readonly milliseconds: number;
}

interface Found {
  readonly items: readonly { readonly id: string; readonly identifier: string }[];
}
interface Verdict {
  readonly indication: string;
  readonly subIndication: string | null;
  readonly steps: readonly { readonly step: string; readonly result: string; readonly detail: string }[];
}
interface Document {
  readonly licence: { readonly data: Readonly<Record<string, unknown>> };
}

/** The exchange's main job, step by step; each says what it did and whether it came out as it must. */
export async function* mainJob(subjects: MainJobSubjects): AsyncGenerator<StepReport> {
  const { consumer, resident, query } = subjects;
  const client = createClient({
    hub: consumer.hub,
    system: consumer.id,
    kid: consumer.kid,
    key: consumer.privateKey as Record<string, unknown>,
  });
  const question = {
    resource: query.resource,
    match: { citizenNumber: resident.citizenNumber },
    purpose: { matter: query.matter, case: query.case },
  };

  yield await step(
    '部门系统换取令牌，在目录中找到资源 · a department system gets a token and finds the resource',
    async () => {
      const { name, provider } = (await client.get(`/v1/resources/${query.resource}`)) as {
        name: string;
        provider: string;
      };
      return { held: true, lines: [`${consumer.id} → ${query.resource}（${name}，${provider}）`] };
    },
  );
  yield await step(
    '按事项和办件查询一位居民的姓名和住址 · asks for one resident’s name and address, for a matter and case',
    async () => {
      const answer = await client.query<{ name: string; address: string }>({
        ...question,
        fields: ['name', 'address'],
      });
      const [row] = answer.rows;
      return {
        held: row?.name === resident.name && Object.keys(row).length === 2,
        lines: [
          `${row?.name}，${row?.address}`,
          `由 ${answer.provider.system} 应答并签名 · answered and signed by ${answer.provider.system}；存证 · record ${answer.receipt.id}`,
        ],
      };
    },
  );
  yield await step('核验姓名，只答真假，不出数据 · asks to verify a name: true or false, no data', async () => {
    const right = await client.verify({ ...question, claims: { name: resident.name } });
    const wrong = await client.verify({ ...question, claims: { name: `${resident.name}某` } });
    return {
      held: right.verdicts.name === true && wrong.verdicts.name === false,
      lines: [`“${resident.name}” → ${right.verdicts.name}`, `“${resident.name}某” → ${wrong.verdicts.name}`],
    };
  });
  yield await step(
    '索取授权之外的字段，被拒并说明理由和办法 · asks for a field outside its grant and is refused, with reason and remedy',
    () => refusal(client, question),
  );
  yield* clerkSteps(subjects);
}

async function refusal(client: HufuClient, question: Omit<LookupQuestion, 'fields'>) {
  try {
    await client.query({ ...question, fields: ['name', 'maritalStatus'] });
    return { held: false, lines: ['没有被拒 · it was not refused'] };
  } catch (error) {
    if (!(error instanceof HufuProblem)) throw error;
    const held = error.code === 'FIELD_NOT_GRANTED' && error.detail.includes('maritalStatus');
    return {
      held,
      lines: [`${error.code}：${error.detail}`, `理由 · reason：${error.reason}`, `办法 · remedy：${error.remedy}`],
    };
  }
}

async function* clerkSteps(subjects: MainJobSubjects): AsyncGenerator<StepReport> {
  const { clerk, company, licence } = subjects;
  await using session = await openOfficerSession({
    hub: clerk.hub,
    login: clerk.login,
    password: clerk.password,
    language: 'zh',
  });
  let document: Document | undefined;
  yield await step(
    '窗口人员凭统一社会信用代码找到营业执照并验证 · a clerk finds a company’s licence by its unified code and verifies it',
    async () => {
      const found = (await session.post('/v1/licences/search', {
        holder: { kind: '001', number: company.unifiedCode },
        matter: licence.matter,
        case: licence.case,
      })) as Found;
      const [first] = found.items;
      if (first === undefined) return { held: false, lines: ['没有找到 · nothing found'] };
      document = (await session.post(`/v1/licences/${first.id}/read`, {
        matter: licence.matter,
        case: licence.case,
      })) as Document;
      const verdict = (await session.post('/v1/verify', { document })) as Verdict;
      return {
        held: verdict.indication === 'TOTAL_PASSED',
        lines: [`${first.identifier}`, `${String(document.licence.data.name)} → ${verdict.indication}`],
      };
    },
  );
  yield await step('同一证照被改动一处，不予通过 · a tampered copy of it is refused', async () => {
    if (document === undefined) return { held: false, lines: ['没有可改动的证照 · no licence to tamper with'] };
    const tampered = {
      ...document,
      licence: { ...document.licence, data: { ...document.licence.data, legalRepresentative: '冒名者' } },
    };
    const verdict = (await session.post('/v1/verify', { document: tampered })) as Verdict;
    const failed = verdict.steps.find((each) => each.result === 'FAILED');
    return {
      held: verdict.indication === 'TOTAL_FAILED',
      lines: [
        `${verdict.indication}${verdict.subIndication === null ? '' : `（${verdict.subIndication}）`}：${failed?.detail ?? ''}`,
      ],
    };
  });
}

async function step(
  title: string,
  work: () => Promise<{ held: boolean; lines: readonly string[] }>,
): Promise<StepReport> {
  const started = performance.now();
  try {
    const { held, lines } = await work();
    return { title, held, lines, milliseconds: performance.now() - started };
  } catch (error) {
    const lines =
      error instanceof HufuProblem
        ? [`${error.code}：${error.detail}`, error.remedy]
        : [error instanceof Error ? error.message : String(error)];
    return { title, held: false, lines, milliseconds: performance.now() - started };
  }
}
