export { tailOf } from './guarded-process.ts';
export {
  type EmbeddedNats,
  type NatsConfiguration,
  type NatsOptions,
  startNats,
} from './nats.ts';
export { findOrInstallNatsServer } from './nats-server-program.ts';
export { type EmbeddedPostgres, type PostgresOptions, startPostgres } from './postgres.ts';
export { provideServices, type Services } from './provide-services.ts';
export { scratchFolder } from './scratch-folder.ts';
export { ServiceUnavailable } from './unavailable.ts';
