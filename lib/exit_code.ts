/** The exit codes of the program; where there is one, the number of sysexits.h. */
export const ExitCode = {
  Ok: 0,
  Bug: 1,
  SomeHoursFailed: 3,
  Locked: 11,
  Usage: 64,
  BadData: 65,
  Refused: 69,
  CannotCreate: 73,
  InputOutput: 74,
  Temporary: 75,
  Interrupted: 130,
  Terminated: 143,
} as const;

/** One of the numbers of {@linkcode ExitCode}. */
export type ExitCode = typeof ExitCode[keyof typeof ExitCode];

/** What each exit code tells the caller; the help and the README print these. */
export const EXIT_CODE_MEANINGS: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [ExitCode.Ok, "every hour asked for is done, was there already, or is missing upstream (--missing skip)"],
  [ExitCode.Bug, "a bug in wikitop"],
  [ExitCode.SomeHoursFailed, "some hours failed; the others are done"],
  [ExitCode.Locked, "another run works in the same folders; nothing was done (see --wait-lock)"],
  [ExitCode.Usage, "the command line is wrong; nothing was done"],
  [ExitCode.BadData, "no hour could be ranked, because the data is bad"],
  [ExitCode.Refused, "the server refuses to serve this client (set --contact)"],
  [ExitCode.CannotCreate, "an output folder or file cannot be created"],
  [ExitCode.InputOutput, "reading or writing failed, for example because the disk is full"],
  [
    ExitCode.Temporary,
    "try again later: not published yet (--missing fail), or the server could not be reached",
  ],
  [ExitCode.Interrupted, "interrupted (SIGINT)"],
  [ExitCode.Terminated, "terminated (SIGTERM)"],
];
