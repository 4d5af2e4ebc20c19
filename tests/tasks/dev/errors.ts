/** Runs a command and keeps what it prints to stderr. */
export async function withErrors(
  command: () => Promise<number>,
): Promise<{ code: number; errors: string[] }> {
  const errors: string[] = [];
  const print = console.error;
  console.error = (...parts) => void errors.push(parts.join(" "));
  try {
    return { code: await command(), errors };
  } finally {
    console.error = print;
  }
}
