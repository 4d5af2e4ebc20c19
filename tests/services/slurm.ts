/** A Slurm of two nodes on this machine, on loopback: munged, slurmctld, a slurmd a node, all state in one folder. */
import { pause, requireProgram, system } from "../system/support.ts";

const PORT = 16_917;

/** A running Slurm. */
export interface Slurm {
  /** What its commands need in their environment. */
  readonly env: Record<string, string>;
  /** Ends what runs on a node, and the node, without a word to the others. */
  kill(node: string): Promise<void>;
  /** Ends all of it. */
  stop(): Promise<void>;
}

function configuration(folder: string): string {
  const nodes = [1, 2].map((k) =>
    `NodeName=node${k} NodeHostname=localhost NodeAddr=127.0.0.1 Port=${
      PORT + k
    } CPUs=2 RealMemory=4000 State=UNKNOWN`
  );
  return `ClusterName=loop
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${PORT}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge/munge.socket,cred_expire=5
CryptoType=crypto/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool/%n
SlurmctldPidFile=${folder}/run/slurmctld.pid
SlurmdPidFile=${folder}/run/slurmd.%n.pid
SlurmctldLogFile=${folder}/log/slurmctld.log
SlurmdLogFile=${folder}/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=2,bf_interval=2,sched_min_interval=0
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=${folder}/log/jobcomp.txt
ReturnToService=2
SlurmctldTimeout=30
SlurmdTimeout=30
KillWait=3
MinJobAge=600
InactiveLimit=0
MaxArraySize=1001
PropagateResourceLimits=NONE
SlurmdParameters=config_overrides
${nodes.join("\n")}
PartitionName=main Nodes=node1,node2 Default=YES MaxTime=INFINITE State=UP
`;
}

/** Starts it, as root; the folder must be one that nobody else writes to. */
export async function startSlurm(folder: string): Promise<Slurm> {
  for (const [program, name] of [["slurmctld", "slurmctld"], ["slurmd", "slurmd"]]) {
    await requireProgram(program, name);
  }
  for (const name of ["munge", "state", "spool/node1", "spool/node2", "log", "run"]) {
    await Deno.mkdir(`${folder}/${name}`, { recursive: true });
  }
  await Deno.chmod(folder, 0o755);
  await Deno.chmod(`${folder}/munge`, 0o711);
  const munge = `${folder}/munge`, key = crypto.getRandomValues(new Uint8Array(128));
  await Deno.writeFile(`${munge}/munge.key`, key, { mode: 0o600 });
  const conf = `${folder}/slurm.conf`, env = { SLURM_CONF: conf };
  await Deno.writeTextFile(conf, configuration(folder));
  const files = [["key-file", "munge.key"], ["socket", "munge.socket"], ["pid-file", "munged.pid"]];
  const paths = [...files, ["log-file", "munged.log"], ["seed-file", "munge.seed"]]
    .map(([flag, name]) => `--${flag}=${munge}/${name}`);
  await system("munged", "--force", ...paths, "--num-threads=2");
  await system("slurmctld", "-f", conf);
  for (const node of ["node1", "node2"]) await system("slurmd", "-N", node, "-f", conf);
  for (let tries = 0; tries < 100; tries++) {
    if ((await said(env, "sinfo", "-h", "-N", "-o", "%T")).trim() === "idle\nidle") {
      return { env, kill: (node) => kill(folder, node), stop: () => stop(folder, env) };
    }
    await pause(0.2);
  }
  throw new Error("Cannot test: both nodes of Slurm must be idle, current value is otherwise");
}

/** What a command of Slurm prints; nothing where it fails. */
export async function said(
  env: Record<string, string>,
  command: string,
  ...args: string[]
): Promise<string> {
  const { stdout } = await new Deno.Command("timeout", {
    args: ["10", command, ...args],
    ...{ env, stdin: "null", stdout: "piped", stderr: "null" },
  }).output();
  return new TextDecoder().decode(stdout);
}

async function kill(folder: string, node: string): Promise<void> {
  const slurmd = await pidIn(`${folder}/run/slurmd.${node}.pid`);
  // Whatever a job of this Slurm runs there says so in its environment.
  const found = await processesWith([`SLURMD_NODENAME=${node}`, folder]);
  const parents = await Promise.all(found.map(parentOf)), steps: number[] = [];
  for (const pid of new Set(parents)) if (await isStep(pid)) steps.push(pid);
  // A node that dies tells nobody how its jobs ended: so those who would go first.
  for (const pid of [...slurmd === undefined ? [] : [slurmd], ...steps, ...found]) {
    end(pid, "SIGKILL");
  }
}

async function parentOf(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  return Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0);
}

async function isStep(pid: number): Promise<boolean> {
  return (await Deno.readTextFile(`/proc/${pid}/comm`).catch(() => "")).startsWith("slurmstepd");
}

async function processesWith(texts: readonly string[]): Promise<number[]> {
  const pids: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const environment = await Deno.readTextFile(`/proc/${name}/environ`).catch(() => "");
    if (texts.every((text) => environment.includes(text))) pids.push(Number(name));
  }
  return pids;
}

async function stop(folder: string, env: Record<string, string>): Promise<void> {
  await said(env, "scancel", "-u", "root");
  for (let tries = 0; tries < 50; tries++) {
    if ((await said(env, "squeue", "-h")) === "") break;
    await pause(0.2);
  }
  const names = ["run/slurmd.node1", "run/slurmd.node2", "run/slurmctld", "munge/munged"];
  for (const name of names) {
    const pid = await pidIn(`${folder}/${name}.pid`);
    if (pid !== undefined) end(pid, "SIGTERM");
    for (let tries = 0; pid !== undefined && tries < 50 && await isAlive(pid); tries++) {
      await pause(0.1);
    }
  }
}

async function pidIn(path: string): Promise<number | undefined> {
  const text = await Deno.readTextFile(path).catch(() => "");
  return /^\d+\s*$/.test(text) ? Number(text) : undefined;
}

async function isAlive(pid: number): Promise<boolean> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "State:\tZ");
  return !/^State:\s*Z/m.test(status);
}

function end(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
