/**
 * A study in parts as files that others' engines run: a Slurm job array, a Snakefile, a Nextflow script, a Makefile. Each
 * part, and the job that gathers, is one command line of this project.
 *
 * @module
 */
import { rangesText } from "./size.ts";

/** A study in parts. */
export interface ShardedStudy {
  /** For names of jobs: letters, digits, dashes, dots and underscores. */
  readonly name: string;
  /** Path of the project. */
  readonly project: string;
  /** Path of Deno. */
  readonly deno: string;
  /** Task and words of the study, without what says which part: `["reproduce", "fig3"]`. */
  readonly words: readonly string[];
  /** Number of parts. */
  readonly shards: number;
  /** Workers of each. */
  readonly workers: number;
}

/** A study in parts for Slurm. */
export interface SlurmStudy extends ShardedStudy {
  /** Folder of scripts and logs. */
  readonly folder: string;
  /** Numbers of the parts that are run. */
  readonly run: readonly number[];
  /** Minutes that a part may take. */
  readonly minutes: number;
  /** Bytes of memory of a part. */
  readonly memory: number;
  /** Options of sbatch. */
  readonly options: readonly string[];
  /** Whether a part that its time cuts starts again by itself. */
  readonly requeue: boolean;
}

/** A word for a shell, quoted where it must be. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function commandOf({ words }: ShardedStudy, ...more: string[]): string {
  return ['"$DENO" task -q', ...words.map(quoted), ...more].join(" ");
}

const ready = ({ project, deno }: ShardedStudy) => `
DENO=\${DENO:-${quoted(deno)}}
cd ${quoted(project)} || exit 78
if ! [ -x "$DENO" ]; then
  echo "Cannot run on $(hostname): Deno must be at $DENO, current value is nothing; DENO names another place" >&2
  exit 78
fi
"$DENO" run -q --cached-only --no-remote --lock=dev.lock --no-prompt --allow-read --allow-env=CI \\
  tasks/cluster/_ready.ts || exit 78
`;

/** What a time limit, a preemption or scancel begins with: 90 s to leave claims and go, or to start again. */
const AGAIN = `
again() {
  trap '' TERM
  kill -TERM "$CHILD" 2>/dev/null
  wait "$CHILD"
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
  exit 0
}
trap again USR1
`;

/**
 * The script of a job array: one task a part. It takes its number from Slurm, PBS or LSF, so that users of those have little
 * to change.
 */
export function arrayScript(study: SlurmStudy): string {
  const { run, workers, minutes, memory, folder, options, requeue, name, shards } = study;
  const part = `"$SHARD/${shards}"`, command = commandOf(study, "--shard", part);
  return `#!/bin/bash
#SBATCH --job-name=${name}
#SBATCH --array=${rangesText(run)}
#SBATCH --cpus-per-task=${workers}
#SBATCH --time=${minutes}
#SBATCH --mem=${Math.ceil(memory / 2 ** 20)}M
#SBATCH ${quoted(`--output=${folder}/logs/%A_%a.log`)}
#SBATCH --open-mode=append
#SBATCH --requeue
${requeue ? "#SBATCH --signal=B:USR1@90\n" : ""}${sbatchLine(options)}
# One part of ${shards}; what it has finished stays in the store, and is not done again.
SHARD=\${SLURM_ARRAY_TASK_ID:-\${PBS_ARRAY_INDEX:-\${LSB_JOBINDEX:?must be the number of a part}}}
${ready(study)}${
    requeue ? `${AGAIN}\n${command} &\nCHILD=$!\nwait "$CHILD"\n` : `\nexec ${command}\n`
  }`;
}

/** The script of the job that makes what all parts are needed for. */
export function gatherScript(study: SlurmStudy): string {
  const { name, workers, minutes, memory, folder, options } = study;
  return `#!/bin/bash
#SBATCH --job-name=${name}-gather
#SBATCH --cpus-per-task=${workers}
#SBATCH --time=${minutes}
#SBATCH --mem=${Math.ceil(memory / 2 ** 20)}M
#SBATCH ${quoted(`--output=${folder}/logs/gather-%j.log`)}
#SBATCH --open-mode=append
#SBATCH --requeue
${sbatchLine(options)}${ready(study)}
exec ${commandOf(study, "--gather")}
`;
}

/** Options in one line, so that an option and its value may be two words. */
function sbatchLine(options: readonly string[]): string {
  return options.length === 0 ? "" : `#SBATCH ${options.map(quoted).join(" ")}\n`;
}

/** A Snakefile: a rule for the parts, and one that gathers. */
export function snakefile(study: ShardedStudy): string {
  const { project, deno, shards, workers } = study,
    doubled = (text: string) => JSON.stringify(text.replaceAll("{", "{{").replaceAll("}", "}}"));
  const line = (...more: string[]) =>
    `cd ${quoted(project)} && DENO=${quoted(deno)} && ${commandOf(study, ...more)}`;
  return `# snakemake --snakefile this --cores N: ${shards} parts, then what all of them are needed for.
# A part that is run again does only what the store lacks.
rule all:
    input: ".exact-ib/gathered"

rule part:
    output: touch(".exact-ib/part-{k}")
    threads: ${workers}
    shell: ${doubled(line()).slice(0, -1)} --shard {wildcards.k}/${shards}"

rule gather:
    input: expand(".exact-ib/part-{k}", k=range(1, ${shards} + 1))
    output: touch(".exact-ib/gathered")
    threads: ${workers}
    shell: ${doubled(line("--gather"))}
`;
}

/** A Nextflow script: a process for the parts, and one that gathers. */
export function nextflowScript(study: ShardedStudy): string {
  const { project, deno, shards, workers } = study;
  const shell = (...more: string[]) =>
    `cd ${quoted(project)} && DENO=${quoted(deno)} && ${commandOf(study, ...more)}`
      .replaceAll("\\", "\\\\").replaceAll("$", "\\$");
  return `// nextflow run this: ${shards} parts, then what all of them are needed for.
// A part that is run again does only what the store lacks.
process part {
  cpus ${workers}
  errorStrategy 'retry'
  maxRetries 2

  input:
  val k

  output:
  val k

  script:
  """
  ${shell()} --shard \${k}/${shards}
  """
}

process gather {
  cpus ${workers}

  input:
  val finished

  script:
  """
  ${shell("--gather")}
  """
}

workflow {
  channel.of(1..${shards}) | part | collect | gather
}
`;
}

/** A Makefile: `make -j N` runs N parts at a time. */
export function makefile(study: ShardedStudy): string {
  const { project, deno, shards } = study;
  const line = (...more: string[]) =>
    `cd ${quoted(project)} && DENO=${quoted(deno)} && ${commandOf(study, ...more)}`
      .replaceAll("$", "$$$$");
  return `# make -f this -j N: ${shards} parts, N at a time, then what all of them are needed for.
# A part that is run again does only what the store lacks.
.RECIPEPREFIX := >
PARTS := $(addprefix part-,$(shell seq ${shards}))
.PHONY: gather $(PARTS)

gather: $(PARTS)
>${line("--gather")}

$(PARTS): part-%:
>${line()} --shard $*/${shards}
`;
}
