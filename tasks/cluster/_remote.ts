/** Flags of a remote cache, and what passes between it and the store. */
import { LockedMaterial } from "../../lib/published/lock/material.ts";
import { LockResolver } from "../../lib/published/lock/resolver.ts";
import { requireLocked } from "../../lib/published/lock/comparison.ts";
import { PublishedFolder } from "../../lib/published/folder.ts";
import {
  type Action,
  HttpCache,
  netrcAuthorization,
  Remote,
  remoteUrl,
  type Store,
  type Traffic,
} from "../../lib/store/mod.ts";
import { environment, type FlagTable, UsageError, type Words } from "../_command.ts";
import { complain } from "../_output.ts";

export const REMOTE_FLAGS: FlagTable = {
  remote: {
    help: "take from a cache over HTTP what the store lacks (tasks ending in :remote)",
    value: "URL",
    check: addressOf,
  },
  push: { help: "send there afterwards what was computed here", check: checkPush },
};

/** Where the remote is that the flag names; undefined without one. */
function addressOf({ text: { remote } }: Words): string | undefined {
  if (remote === undefined) return undefined;
  try {
    const url = remoteUrl(remote);
    if (hasNetwork()) return url;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  throw new UsageError(
    "Cannot use a remote: the task must be one with the network, such as reproduce:remote, run:remote or cache:remote, " +
      "current value is one without",
  );
}

function checkPush({ on, text }: Words): void {
  if (!on.push || text.remote !== undefined) return;
  throw new UsageError(
    "Cannot read flags: --push must stand beside --remote, which says where to, current value is --push alone",
  );
}

/** Whether the task may use the network. */
export function hasNetwork(): boolean {
  return Deno.permissions.querySync({ name: "net" }).state === "granted";
}

/**
 * The remote that the flag names, for a store; undefined without one.
 *
 * @throws {Error} in one line, if the lock cannot be read: what it says of published results decides what is accepted.
 */
export async function remoteOf(words: Words, store: Store): Promise<Remote | undefined> {
  const url = addressOf(words);
  if (url === undefined) return undefined;
  const authorization = await authorizationFor(url);
  const cache = new HttpCache({ url, ...(authorization !== undefined && { authorization }) });
  return new Remote(store, cache, { onNotice: complain, accept: await acceptance() });
}

/** What lets one in: a variable of the environment, or the netrc file. Its value is told to nobody else. */
async function authorizationFor(url: string): Promise<string | undefined> {
  const given = environment("EXACT_IB_REMOTE_AUTHORIZATION");
  if (given !== undefined) {
    if (/^[\x20-\x7e]+$/.test(given)) return given;
    throw new UsageError(
      "Cannot read the environment: EXACT_IB_REMOTE_AUTHORIZATION must be one line of ASCII, as the header has it, " +
        "current value is not",
    );
  }
  const home = environment("HOME"), file = environment("NETRC") ?? (home && `${home}/.netrc`);
  if (file === undefined) return undefined;
  const text = await Deno.readTextFile(file).catch(() => "");
  return netrcAuthorization(text, new URL(url).hostname);
}

/** Entries that say of a published step what the lock does not are refused, as those of an archive are. */
async function acceptance(): Promise<(action: Action) => Promise<void>> {
  const published = await PublishedFolder.open();
  if (published === undefined) return () => Promise.resolve();
  const locked = await LockResolver.of(published), material = new LockedMaterial(published, locked);
  return async (action) => void requireLocked(locked, action, await material.idOf(action.key));
}

/** What has passed, in words: `taken over: 12 results, 3 MB`. */
export function trafficText(what: string, { entries, blobs, bytes, refused }: Traffic): string {
  const rest = refused === 0 ? "" : `; ${refused} refused or failed`;
  return `${what}: ${entries} entries with ${blobs} blobs, ${bytes} bytes${rest}`;
}
