export {
  type Answer,
  type Body,
  type CallOptions,
  call,
  callWithVersion,
  lastUse,
  noteUse,
  type Operation,
  onSessionLost,
  onUse,
  type Query,
  send,
  speakAsHolder,
  speakAsOfficer,
} from './call.ts';
export {
  ownRefusal,
  type ProblemSaid,
  type Refusal,
  RefusalError,
  refusalInProblem,
  refusalOf,
  unreachable,
} from './problem.ts';
export { type Asking, useAsking } from './use-asking.ts';
