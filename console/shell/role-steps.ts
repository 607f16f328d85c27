import { say } from '../language/language.ts';
import type { GuideStep } from '../parts/index.ts';
import { has, session } from '../session/session.ts';

/** What somebody does first, by who they are: the steps of a first visit, the commonest work first. */
export function roleSteps(): readonly GuideStep[] {
  if (session.value === undefined) return visitorSteps();
  const steps: GuideStep[] = [];
  if (has('approval-clerk'))
    steps.push({
      title: say('当场验证', 'Verify at the counter'),
      text: say(
        '拖入文件、扫二维码或输入号码，结论用颜色、符号和文字一起显示；F4 选文件，F8 扫码，F9 从证照库调取。',
        'Drop a file, scan a code or type a number: the verdict comes as colour, sign and word. F4 chooses files, F8 scans, F9 fetches from the vault.',
      ),
      to: { name: 'verify' },
      link: say('去验证证照', 'Verify a licence'),
    });
  if (has('catalogue-administrator'))
    steps.push(
      {
        title: say('登记数据资源', 'Enter what you provide'),
        text: say(
          '先检索有没有，再登记或整本导入；格式、方式和共享规则边填边提示。',
          'Look whether it is there already, then enter it or import a workbook; the rules guide you as you type.',
        ),
        to: { name: 'directory' },
        link: say('去资源目录', 'To the directory'),
      },
      {
        title: say('申请别的部门的数据', 'Apply for others’ data'),
        text: say(
          '先登记办理事项和所需材料，再按材料逐项申请；没有的数据可以提出需求。',
          'Register the matter and its materials, then apply item by item; what nobody offers can be demanded.',
        ),
        to: { name: 'matters' },
        link: say('去办理事项', 'To the matters'),
      },
      {
        title: say('处理待办', 'Answer what waits'),
        text: say(
          '审核、申请、需求和异议都在待办里，先到期的在前，逐项决定。',
          'Reviews, applications, demands and objections wait in the inbox, the first due first.',
        ),
        to: { name: 'inbox' },
        link: say('去待办', 'To the inbox'),
      },
    );
  if (has('seal-keeper'))
    steps.push({
      title: say('管好印章', 'Keep the seals'),
      text: say(
        '画或上传印模，由另一人批准；停用、撤销前先看会影响哪些证照。',
        'Draw or upload a seal, somebody else approves it; see what a revocation touches before you confirm it.',
      ),
      to: { name: 'seals' },
      link: say('去印章目录', 'To the seals'),
    });
  if (has('auditor'))
    steps.push({
      title: say('核查使用', 'Look into uses'),
      text: say(
        '检索每次使用，打开回执，在浏览器里直接验真，导出证据包。',
        'Search the uses, open a receipt, verify it in the browser itself, export the evidence.',
      ),
      to: { name: 'audit-uses' },
      link: say('去使用记录', 'To the uses'),
    });
  if (has('operator'))
    steps.push({
      title: say('看运行', 'See that it runs'),
      text: say(
        '账户、连接器、快到期的证书和备份，一页看全。',
        'Accounts, connectors, certificates about to expire and backups, on one page.',
      ),
      to: { name: 'operate' },
      link: say('去运行一览', 'To the overview'),
    });
  return steps;
}

function visitorSteps(): readonly GuideStep[] {
  return [
    {
      title: say('个人和单位', 'People and organisations'),
      text: say(
        '凭一次性验证码查看谁用过您的数据和证照，出示证照，提出异议，不用注册。',
        'With a one-time code: see who used your data and licences, show a licence, object. No account is needed.',
      ),
      to: { name: 'my-data' },
      link: say('本人查询', 'My data'),
    },
    {
      title: say('工作人员', 'Officers'),
      text: say(
        '登录后办理核验、目录、共享审核、印章和审计。',
        'Log in to verify, to keep the directory, to review, for seals and for audits.',
      ),
      to: { name: 'login' },
      link: say('登录', 'Log in'),
    },
    {
      title: say('任何人', 'Everybody'),
      text: say(
        '拿到回执的，可以在浏览器里自行验真，不必相信我们。',
        'Whoever holds a receipt can verify it in the browser, without having to trust us.',
      ),
      to: { name: 'audit-receipt-file' },
      link: say('验证回执', 'Verify a receipt'),
    },
  ];
}
