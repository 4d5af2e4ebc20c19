import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type Job, WorkerPool } from "../../lib/steps/pool.ts";

const WORKER = new URL("pool_worker.ts", import.meta.url);

function job(kind: string, params: string | number = 0, input = 0): () => Promise<Job> {
  return () =>
    Promise.resolve({ steps: [{ kind, params }], inputs: { input: Uint8Array.of(input) } });
}

async function withPool(size: number, test: (pool: WorkerPool) => Promise<void>, url = WORKER) {
  const pool = new WorkerPool(url, size);
  try {
    await test(pool);
  } finally {
    pool.close();
  }
}

Deno.test("WorkerPool answers every one of many jobs with its own result, on all workers", async () => {
  await withPool(2, async (pool) => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, k) => pool.run(job("wait", 2, k), 0)),
    );
    assertEquals(replies.map(({ result }) => result[0].input[0]), [...Array(20).keys()]);
    assertEquals(new Set(replies.map(({ result }) => result[0].name.join())).size, 2);
  });
});

Deno.test("WorkerPool runs jobs by rank, the older first among equals", async () => {
  await withPool(1, async (pool) => {
    // The first is taken at once, the others wait for it.
    const ranks = [9, 5, 1, 5, 0, 1], order: number[] = [];
    await Promise.all(ranks.map(async (rank, k) => {
      await pool.run(job("wait", 1), rank);
      order.push(k);
    }));
    assertEquals(order, [0, 4, 2, 5, 1, 3]);
  });
});

Deno.test("WorkerPool gives the worker's seconds", async () => {
  await withPool(1, async (pool) => {
    const jobs = [pool.run(job("wait"), 0), pool.run(job("wait"), 0)];
    assertEquals((await Promise.all(jobs)).map(({ seconds }) => seconds), [1, 2]);
  });
});

Deno.test("WorkerPool rejects a job whose reply is an error, and goes on with the same worker", async () => {
  await withPool(1, async (pool) => {
    const failed = pool.run(job("fail", "Cannot divide"), 0), next = pool.run(job("wait"), 1);
    await assertRejects(() => failed, Error, "Cannot divide");
    assertEquals((await next).result[0].jobs[0], 2);
  });
});

Deno.test("WorkerPool rejects a job that its worker throws at, and goes on with a new one", async () => {
  await withPool(1, async (pool) => {
    const failed = pool.run(job("throw"), 0), next = pool.run(job("wait"), 1);
    await assertRejects(() => failed, Error, "thrown in the worker");
    assertEquals((await next).result[0].jobs[0], 1);
  });
});

Deno.test("WorkerPool loads a job when a worker is free for it, not before", async () => {
  await withPool(1, async (pool) => {
    let loaded = 0;
    const counted = () => (loaded++, job("wait", 5)());
    const jobs = [pool.run(counted, 0), pool.run(counted, 0), pool.run(counted, 0)];
    assertEquals(loaded, 1);
    await jobs[0];
    assertEquals(loaded, 2);
    await Promise.all(jobs);
    assertEquals(loaded, 3);
  });
});

Deno.test("WorkerPool rejects a job that cannot be loaded, and goes on with the same worker", async () => {
  await withPool(1, async (pool) => {
    const failed = pool.run(() => Promise.reject(new Error("no bytes")), 0);
    const next = pool.run(job("wait"), 1);
    await assertRejects(() => failed, Error, "no bytes");
    assertEquals((await next).result[0].jobs[0], 1);
  });
});

Deno.test("WorkerPool rejects every job of a worker that does not load", async () => {
  await withPool(2, async (pool) => {
    const jobs = Array.from({ length: 3 }, () => pool.run(job("wait"), 0));
    for (const { status, ...rest } of await Promise.allSettled(jobs)) {
      assertEquals(status, "rejected");
      assert("reason" in rest && rest.reason.message.includes("broken at load"));
    }
  }, new URL("pool_worker_broken.ts", import.meta.url));
});

Deno.test("WorkerPool refuses a size that is no number of workers", () => {
  for (const size of [0, -1, 1.5, NaN, Infinity]) {
    const start = () => new WorkerPool(new URL(import.meta.url), size);
    const { message } = assertThrows(start, RangeError);
    assert(message.endsWith(`current value is ${size}`), message);
  }
});

Deno.test("close() ends a busy worker", async () => {
  const pool = new WorkerPool(WORKER, 1);
  let answered = false;
  pool.run(job("wait", 50), 0).then(() => answered = true, () => {});
  pool.close();
  await new Promise((resolve) => setTimeout(resolve, 150));
  assertEquals(answered, false);
});

Deno.test("run() after close() is refused", async () => {
  const pool = new WorkerPool(WORKER, 1);
  pool.close();
  await assertRejects(() => pool.run(job("wait"), 0), Error, "pool must be open");
});

Deno.test("workers that are confined read and do nothing else", async () => {
  const url = new URL("./permissions_worker.ts", import.meta.url);
  for (const confined of [true, false]) {
    const pool = new WorkerPool(url, 1, confined);
    try {
      const { result: [states] } = await pool.run(
        () => Promise.resolve({ steps: [], inputs: {} }),
        0,
      );
      const { read, ...others } = states as unknown as Record<string, string>;
      assertEquals(read, "granted");
      assertEquals(Object.keys(others), ["write", "env", "net", "run", "ffi", "sys"]);
      // Others have what these tests have, which may write, run programs and read the environment.
      for (const [name, state] of Object.entries(others)) {
        const own = await Deno.permissions.query({ name } as Deno.PermissionDescriptor);
        assertEquals(state, confined ? "prompt" : own.state, name);
      }
    } finally {
      pool.close();
    }
  }
});
