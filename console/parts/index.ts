export { Asked } from './asked.tsx';
export { confirm } from './confirm.ts';
export { CopyBlock } from './copy-block.tsx';
export { EmptyNote } from './empty-note.tsx';
export { useKept } from './kept.ts';
export { PageHeading } from './page-heading.tsx';
export { ReasonedButton } from './reasoned-button.tsx';
export { RefusalNote } from './refusal-note.tsx';
export { type Act, useAct } from './use-act.ts';
