/** Flags of whoever does a part of a run: a shard of its chains, or what is made of all of them. */
import type { ShardReport } from "../../lib/cluster/chains.ts";
import { parseShard, type Shard } from "../../lib/cluster/deal.ts";
import { type FlagTable, UsageError, type Words } from "../_command.ts";

export const SHARD_FLAGS: FlagTable = {
  shard: {
    help: "train and measure the K-th of N equal parts; the last one to end draws",
    value: "K/N",
    check: shardOf,
  },
  gather: { help: "train nothing: draw if every part is finished, else fail", check: checkGather },
};

/** Flags that say otherwise what is computed. */
const OTHERS = ["fresh", "finished"];

/** The shard that the flag names; undefined if all is done. */
export function shardOf(words: Words): Shard | undefined {
  const text = words.text.shard;
  if (text === undefined) return undefined;
  refuseOthers("shard", ["gather", ...OTHERS], words);
  const shard = parseShard(text);
  if (shard !== undefined) return shard;
  throw new UsageError(
    `Cannot read flags: --shard must be K/N, two whole numbers with K from 1 to N, current value is ${text}`,
  );
}

function checkGather(words: Words): void {
  if (words.on.gather) refuseOthers("gather", OTHERS, words);
}

function refuseOthers(flag: string, others: readonly string[], { on }: Words): void {
  const other = others.find((name) => on[name]);
  if (other === undefined) return;
  throw new UsageError(
    `Cannot read flags: --${other} must be left out beside --${flag}, current value is both`,
  );
}

/** What has become of a shard, in words. */
export function shardText({ index, of, chains, unfinished }: ShardReport): string {
  const own = chains.filter((name) => unfinished.includes(name)).length;
  const done = `shard ${index} of ${of}: ${
    chains.length - own
  } of its ${chains.length} chains finished`;
  return unfinished.length === 0
    ? `${done}, and so are all others`
    : `${done}; ${unfinished.length} of the whole are not yet, so nothing is drawn`;
}
