/** Settings of a project, `exact-ib.json` in the folder where one stands: what flags would say every time. */
import { nearest } from "../../lib/bits/nearest.ts";

/** What a file may say; each is the flag of the same name. */
export interface Settings {
  /** Folder of the store, from where the file is. */
  readonly store?: string;
  /** Number of workers. */
  readonly jobs?: number;
  /** Address of a remote cache, for tasks that may use the network. */
  readonly remote?: string;
  /** Whether results are sent there. */
  readonly push?: boolean;
  /** Options of sbatch for `submit`. */
  readonly slurm?: readonly string[];
}

const RULES: Readonly<
  Record<keyof Settings, readonly [rule: string, fits: (value: unknown) => boolean]>
> = {
  store: ["the name of a folder", (value) => typeof value === "string" && value !== ""],
  jobs: [
    "a whole number of at least 1",
    (value) => Number.isSafeInteger(value) && Number(value) > 0,
  ],
  remote: ["an address", (value) => typeof value === "string" && value !== ""],
  push: ["true or false", (value) => typeof value === "boolean"],
  slurm: [
    "a list of options",
    (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
  ],
};

/** Name of the file. */
export const SETTINGS_FILE = "exact-ib.json";

/**
 * Reads settings.
 *
 * @param text The file's text.
 * @throws {TypeError} in one line that names the field, the rule and what was found.
 */
export function parseSettings(text: string): Settings {
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch (error) {
    throw refusal("the text", "JSON", (error as Error).message);
  }
  if (typeof settings !== "object" || settings === null || Array.isArray(settings)) {
    throw refusal("the text", "an object", JSON.stringify(settings));
  }
  for (const [name, value] of Object.entries(settings)) {
    const names = Object.keys(RULES), meant = nearest(name, names);
    if (!Object.hasOwn(RULES, name)) {
      const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
      throw refusal("a field", `one of ${names.join(" ")}${hint}`, name);
    }
    const [rule, fits] = RULES[name as keyof Settings];
    if (!fits(value)) throw refusal(name, rule, JSON.stringify(value));
  }
  return settings;
}

function refusal(field: string, rule: string, value: string): TypeError {
  return new TypeError(
    `Cannot read ${SETTINGS_FILE}: ${field} must be ${rule}, current value is ${value}`,
  );
}
