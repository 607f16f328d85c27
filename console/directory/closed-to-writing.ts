import { say } from '../language/language.ts';
import type { RevisionStatus, Status } from './words.ts';

/** Why the record cannot be written now. */
export function closedToWriting(status: Status, revision: RevisionStatus | undefined): string | undefined {
  if (status === 'submitted' || status === 'reviewed')
    return say('审核中的记录不能修改；请先撤回。', 'Under review it cannot be changed; recall it first.');
  if (status === 'withdrawn' || status === 'archived')
    return say('已撤销的资源不再修改。', 'A withdrawn resource is not changed any more.');
  if (revision === 'submitted' || revision === 'reviewed')
    return say('修订正在审核；请先撤回修订。', 'The revision is under review; recall it first.');
  if (revision === 'scheduled')
    return say(
      '修订已发布、待生效；要改须先作废该修订。',
      'The revision is scheduled; to change it, discard it first.',
    );
  return undefined;
}
