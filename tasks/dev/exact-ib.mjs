#!/usr/bin/env node
/**
 * exact-ib <command> ...: runs a task of the study with the Deno that npm installed beside it, in the folder where one
 * stands: `.cache/` and `out/` are made there.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const study = join(dirname(fileURLToPath(import.meta.url)), "study");
const { tasks } = JSON.parse(readFileSync(join(study, "deno.json"), "utf8"));

/** The commands: those tasks that run a module which the package has. */
const commands = Object.entries(tasks).flatMap(([name, { description, command }]) => {
  const [program, run, ...words] = command.split(" "), module = words.at(-1);
  const known = program === "deno" && run === "run" && existsSync(join(study, module));
  return known ? [{ name, description, words: words.slice(0, -1), module }] : [];
});

function help() {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`);
  return ["exact-ib <command> ..., each with --help", "", ...lines].join("\n");
}

function main([name, ...words]) {
  if (name === undefined || name === "--help" || name === "-h") {
    console.log(help());
    return 0;
  }
  const command = commands.find((one) => one.name === name);
  if (command === undefined) {
    const names = commands.map((one) => one.name).join(" ");
    console.error(`Cannot run exact-ib: command must be one of ${names}, current value is ${name}`);
    return 2;
  }
  const flags = command.words.map((word) => word.replace(/^--lock=/, `--lock=${study}/`));
  // Wherever the package lies, its own configuration counts, and no package.json around it.
  const env = { ...process.env, DENO_NO_PACKAGE_JSON: "1", DENO_NO_UPDATE_CHECK: "1" };
  const deno = createRequire(import.meta.url).resolve("deno/bin.cjs");
  const own = ["run", "--config", join(study, "deno.json"), ...flags, join(study, command.module)];
  const { status, signal, error } = spawnSync(process.execPath, [deno, ...own, ...words], {
    ...{ env, stdio: "inherit" },
  });
  if (error) throw error;
  return status ?? (signal === "SIGINT" ? 130 : 1);
}

process.exitCode = main(process.argv.slice(2));
