export { type OfficerSession, openOfficerSession } from './cli/officer-session.ts';
export type { DemoInfo, DemoQuery, OfficerProfile, SystemProfile } from './cli/profile.ts';
export { NotReachable } from './unavailable.ts';
export { vaultParts } from './vault-parts.ts';
export { allMigrations, allProblems, type Hub, type HubOptions, startHub } from './wiring.ts';
