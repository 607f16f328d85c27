import { say } from '../language/language.ts';
import type { GuideStep } from '../parts/index.ts';

/** What an administrator does in the directory, in four steps. */
export function directorySteps(): readonly GuideStep[] {
  return [
    {
      title: say('先看有没有', 'Look first'),
      text: say(
        '一数一源：登记前先检索，同一数据只由一个单位提供。按 / 键可随时回到检索框。',
        'One datum, one source: search before you enter anything. The key / always brings you to the search field.',
      ),
    },
    {
      title: say('登记，或整本导入', 'Enter one, or import a workbook'),
      text: say(
        '信息项可从表格软件直接粘贴，表头认得中文和英文；边填边检查，错误与提醒分开列出。',
        'Items can be pasted from a spreadsheet, headings in Chinese or English; it is checked as you type, errors and warnings apart.',
      ),
      to: { name: 'directory-new' },
      link: say('登记资源', 'Enter a resource'),
    },
    {
      title: say('提交，由另一人审核', 'Submit, and another reviews'),
      text: say(
        '提交后由数据主管部门审核；不能审核本人提交的。审核通过后由提供方发布。',
        'The data administration reviews what was submitted, never the person who submitted it; then the provider publishes.',
      ),
      to: { name: 'directory', query: { status: 'submitted' } },
      link: say('待审核的资源', 'What waits for review'),
    },
    {
      title: say('发布后改动走修订', 'After that, by revision'),
      text: say(
        '文字改动立即成为新版本；删字段、收窄共享等走修订，有人依赖时留足宽限期。',
        'Wording changes at once; what removes fields or narrows sharing goes by a revision, with a grace period where others rely on it.',
      ),
    },
  ];
}
