/**
 * What a program prints, wherever it does.
 *
 * @param command The program and its arguments.
 * @returns Undefined when there is no such program, or it fails.
 */
export async function outputOf(...[program, ...args]: readonly string[]): Promise<string | undefined> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, { args }).output();
    const decoder = new TextDecoder();
    return success ? decoder.decode(stdout) + decoder.decode(stderr) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * The version of an installed program.
 *
 * @param command What makes it print its version.
 * @returns Such as `1.12`; undefined when there is no such program.
 */
export async function findVersion(...command: readonly string[]): Promise<string | undefined> {
  const output = await outputOf(...command);
  return output && (/\d+(\.\d+)+/.exec(output)?.[0] ?? "of an unknown version");
}

/**
 * The Python interpreter itself, not a launcher that would have to start first. It does the measuring.
 *
 * @returns Its path.
 * @throws {Error} When there is none.
 */
export async function findPython(): Promise<string> {
  const path = await outputOf("python3", "-c", "import sys; print(sys.executable)");
  if (path === undefined) {
    throw new Error("Cannot measure CPU time and memory without Python: install python3");
  }
  return path.trim();
}
