export type { ConnectorConfig, ConnectorLimits, HubTrust } from './agent/connector-config.ts';
export { readConnectorConfig } from './agent/read-config.ts';
export { type Connector, type ConnectorOptions, runConnector } from './agent/run-connector.ts';
export type {
  Explanation,
  LookupAnswer,
  LookupQuestion,
  Purpose,
  SandboxLookupAnswer,
  SandboxVerifyAnswer,
  VerifyAnswer,
  VerifyQuestion,
} from './client/answers.ts';
export {
  type CallOptions,
  type ClientOptions,
  createClient,
  type HufuClient,
  type PostOptions,
} from './client/create-client.ts';
export { HufuProblem, HufuUnreachable, problemOf } from './client/errors.ts';
export { type HubRequest, sendToHub, type Wire } from './client/hub-http.ts';
export type { RetryPolicy } from './client/retry.ts';
export { schemas } from './generated/schemas.ts';
export { connectorProblems } from './problems.ts';
export type { Claim, Predicate, PredicateKind, Scalar, Verdict } from './protocol/predicates.ts';
export { Deadline } from './source/deadline.ts';
export type {
  DateForm,
  FieldMapping,
  FieldType,
  FreshnessColumn,
  Measuring,
  ResourceMapping,
} from './source/mapping.ts';
export type { SourceConfig } from './source/open-source.ts';
export type {
  Extent,
  Reading,
  ReadRequest,
  Row,
  RowCondition,
  Sample,
  Source,
  SourceHealth,
  Survey,
  SurveyRequest,
} from './source/source.ts';
