/**
 * The programs of an archive: the commands of the project, run by the archive's own Deno on its own packages. They need
 * no network and nothing of the home folder, and write nothing outside the archive's folder but what they are told to.
 *
 * @module
 */
import { type Member, memberOf } from "./archive.ts";

/** Commands that have a program of their own name; `run-task` runs any. */
const NAMED = ["reproduce", "verify"];

/** Finds Deno, and tells it where its packages are. */
const TASK = `#!/bin/sh
# run-task <command> ...: a command of the project (code/README.md), without network, by this archive's own Deno.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) platform=linux-x64-glibc ;;
  Linux-aarch64) platform=linux-arm64-glibc ;;
  Darwin-x86_64) platform=darwin-x64 ;;
  Darwin-arm64) platform=darwin-arm64 ;;
  *) platform=none ;;
esac
deno="$here/deno/$platform/deno"
if [ ! -x "$deno" ]; then
  deno=$(command -v deno) || {
    echo "Cannot run: deno must be in the archive for this platform or on the PATH, current value is none" >&2
    exit 1
  }
fi
[ -d "$here/packages" ] && export DENO_DIR="$here/packages"
export DENO_NO_UPDATE_CHECK=1
unset NPM_CONFIG_REGISTRY RUST_BACKTRACE
INIT_CWD=$PWD
export INIT_CWD
exec "$deno" task -q --config "$here/code/deno.json" "$@"
`;

/** The programs, at the top of the archive. */
export function scripts(): Member[] {
  const named = NAMED.map((name) =>
    memberOf(
      name,
      `#!/bin/sh
# The project's command ${name} with its flags, such as --help.
exec "$(dirname "$0")/run-task" ${name} "$@"
`,
      true,
    )
  );
  return [memberOf("run-task", TASK, true), ...named];
}
