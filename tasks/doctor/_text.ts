/** What the doctor found, for people. */
import { CUDA_NEEDS } from "../../lib/engines/tfjs/packages.ts";
import type { BackendReport, EngineReport, Report } from "../../lib/doctor/doctor.ts";

const SEPARATOR = "\n\n";

/** The whole report. */
export function reportText(report: Report): string {
  return [machineText(report), enginesText(report), missingText(report), verdict(report)]
    .filter((part) => part !== "").join(SEPARATOR);
}

function machineText(report: Report): string {
  const { deno, v8, platform, cores, simd, cuda, webgpu, disk, conformance } = report;
  const bits = conformance.problem ??
    `all ${conformance.checked} digests agree: this machine reproduces the published bits`;
  const rows = {
    "Deno": `${deno}, V8 ${v8}, ${platform}`,
    "cores": String(cores),
    "SIMD": simd ? "yes" : "no: WebAssembly here has no 128-bit vectors",
    "CUDA": cuda.devices.join("; ") ||
      `none found: ${cuda.problem ?? "the driver lists no device"}`,
    "WebGPU": webgpu === undefined
      ? "none found: no card with a driver for Vulkan, Metal or Direct3D 12"
      : webgpu.name + (webgpu.software ? ": a software device, which no training is done on" : ""),
    "free disk": disk.problem ??
      `${(disk.freeBytes / 1e9).toFixed(1)} GB for the store ${disk.store}`,
    "conformance": bits,
  };
  return Object.entries(rows).map(([name, text]) => name.padEnd(17) + text).join("\n");
}

function enginesText({ engine, backends }: Report): string {
  const lines = ["engine            steps/s   one step  ours is faster by"];
  lines.push(engineLine(engine));
  const ours = "problem" in engine ? undefined : engine.stepsPerSecond;
  for (const [name, found] of Object.entries(backends)) lines.push(backendLine(name, found, ours));
  return [...lines, "A step: 256 rows through 12-10-7-5-4-3-2, ReLU, 8 bit, and back."].join("\n");
}

function engineLine(engine: EngineReport): string {
  const name = "wasm (default)".padEnd(15);
  return name + ("problem" in engine ? `  ${engine.problem}` : paceText(engine.stepsPerSecond));
}

function backendLine(name: string, found: BackendReport, ours?: number): string {
  const left = `tfjs:${name}`.padEnd(15);
  if (found.state === "missing") return `${left}  not installed`;
  if (found.state !== "works") return `${left}  ${found.problem}`;
  const ratio = ours === undefined ? "" : `${(ours / found.stepsPerSecond).toFixed(0)} times`;
  const place = name.endsWith("gpu") ? [found.gpu ? "on the GPU" : "no GPU: refused"] : [];
  const about = [...(found.library === undefined ? [] : [found.library]), ...place].join(", ");
  return left + paceText(found.stepsPerSecond) + ratio.padStart(19) + (about && `  ${about}`);
}

function paceText(stepsPerSecond: number): string {
  const step = 1e6 / stepsPerSecond;
  const time = step < 1000 ? `${step.toFixed(0)} us` : `${(step / 1000).toFixed(1)} ms`;
  return stepsPerSecond.toFixed(0).padStart(10) + time.padStart(11);
}

function missingText({ backends }: Report): string {
  const entries = Object.entries(backends).filter(([, { command }]) => command !== undefined);
  if (entries.length === 0) return "";
  const lines = entries.map(([name, { command }]) => `  tfjs:${name}\n    ${command}`);
  const about = entries.some(([name]) => name === "node-gpu")
    ? [
      `tfjs:node-gpu needs ${CUDA_NEEDS}.`,
      "tfjs:webgpu needs neither CUDA nor a native part: any card with a driver will do.",
    ]
    : [];
  return [
    "What is missing is not needed; these commands, run here, add it. Where Deno is not",
    "installed, `npx -y deno@2` takes the place of `deno`.",
    ...lines,
    ...about,
  ].join("\n");
}

function verdict({ ok, simd, engine, conformance }: Report): string {
  if (ok) return "All is well: everything that the study needs is here.";
  if (!simd) return "The study cannot run here: the default engine needs 128-bit SIMD.";
  if ("problem" in engine) return "The study cannot run here: the default engine does not work.";
  return conformance.problem !== undefined
    ? "Results computed here would differ from the published ones: conformance fails."
    : "The study cannot run here: the store cannot be used.";
}
