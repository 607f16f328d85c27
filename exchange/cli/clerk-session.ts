import type { Context } from './context.ts';
import type { DemoInfo } from './demo-info.ts';
import { CommandError, exitCode } from './exit.ts';
import { type OfficerSession, openOfficerSession } from './officer-session.ts';
import { chooseProfile } from './profile.ts';

/** A session of whoever is asking; in the demonstration an approval clerk's. @throws CommandError, HufuProblem, HufuUnreachable */
export function clerkSession(context: Context, as: string | undefined): Promise<OfficerSession> {
  const profile = chooseProfile({ env: context.env, as, fitting: clerkOf });
  if (profile.kind !== 'officer')
    throw new CommandError(
      '这里需要人员的凭证，而不是系统的 · this needs an officer’s credentials, not a system’s',
      exitCode.usage,
    );
  return openOfficerSession({ ...profile, language: context.language });
}

function clerkOf(demo: DemoInfo): string | undefined {
  return demo.officers.find((officer) => officer.roles.includes('approval-clerk'))?.login;
}
