/**
 * Something Hufu needs cannot be had: the message is one line for the person at the terminal, saying what is missing and
 * how to get it. The command line ends with this exit code (69, EX_UNAVAILABLE of sysexits.h).
 */
export class ServiceUnavailable extends Error {
  override readonly name = 'ServiceUnavailable';
  readonly exitCode = 69;
}
