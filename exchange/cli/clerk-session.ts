import type { Context } from './context.ts';
import type { DemoInfo } from './demo-info.ts';
import { CommandError, exitCode } from './exit.ts';
import { type OfficerSession, openOfficerSession } from './officer-session.ts';
import { chooseProfile } from './profile.ts';

/** A session of whoever is asking; in the demonstration an approval clerk's. @throws CommandError, HufuProblem, HufuUnreachable */
export function clerkSession(context: Context, as: string | undefined): Promise<OfficerSession> {
  return sessionOf(context, as, clerkOf);
}

/** The same; in the demonstration the data administration's catalogue administrator's. */
export function keeperSession(context: Context, as: string | undefined): Promise<OfficerSession> {
  return sessionOf(context, as, keeperOf);
}

/** The same; in the demonstration the data administration's seal keeper's, who reaches all organisations. */
export function sealKeeperSession(context: Context, as: string | undefined): Promise<OfficerSession> {
  return sessionOf(context, as, sealKeeperOf);
}

function sessionOf(
  context: Context,
  as: string | undefined,
  fitting: (demo: DemoInfo) => string | undefined,
): Promise<OfficerSession> {
  const profile = chooseProfile({ env: context.env, as, fitting });
  if (profile.kind !== 'officer')
    throw new CommandError(
      '这里需要人员的凭证，而不是系统的 · this needs an officer’s credentials, not a system’s',
      exitCode.usage,
    );
  return openOfficerSession({ ...profile, language: context.language });
}

function keeperOf(demo: DemoInfo): string | undefined {
  const keepers = demo.officers.filter((officer) => officer.roles.includes('catalogue-administrator'));
  return (keepers.find(({ login }) => login === 'data-admin') ?? keepers[0])?.login;
}

function sealKeeperOf(demo: DemoInfo): string | undefined {
  const keepers = demo.officers.filter((officer) => officer.roles.includes('seal-keeper'));
  return (keepers.find(({ organisation }) => organisation === 'data') ?? keepers[0])?.login;
}

function clerkOf(demo: DemoInfo): string | undefined {
  return demo.officers.find((officer) => officer.roles.includes('approval-clerk'))?.login;
}
