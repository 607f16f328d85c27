export type { DemoInfo, DemoQuery } from './cli/demo-info.ts';
export { type OfficerSession, openOfficerSession } from './cli/officer-session.ts';
export type { OfficerProfile, SystemProfile } from './cli/profile.ts';
export { givenNatsAuthority } from './department/given-nats-authority.ts';
export { logOrigin, type OpenLog, openEvidenceLog } from './evidence/evidence-log.ts';
export { allMigrations, allProblems } from './house.ts';
export { NotReachable, StartRefused } from './unavailable.ts';
export { vaultParts } from './vault-parts.ts';
export { type Hub, type HubOptions, startHub } from './wiring.ts';
