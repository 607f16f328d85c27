export {
  type Answer,
  type Body,
  type CallOptions,
  call,
  callWithVersion,
  lastUse,
  type Operation,
  onSessionLost,
  type Query,
  send,
  speakAsHolder,
  speakAsOfficer,
} from './call.ts';
export { type Refusal, RefusalError, refusalOf } from './problem.ts';
export { type Asking, useAsking } from './use-asking.ts';
