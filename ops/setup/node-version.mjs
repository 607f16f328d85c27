// @ts-check
/** The oldest Node that everything here runs on. */
export const oldestNode = [20, 19];

/**
 * One line for the person at the terminal when their Node is too old, else undefined.
 * @param {string} version e.g. `20.19.0`
 */
export function nodeTooOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = oldestNode;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return undefined;
  return `Hufu needs Node ${oldestNode.join('.')} or newer; this is ${version}. See https://nodejs.org/en/download`;
}
