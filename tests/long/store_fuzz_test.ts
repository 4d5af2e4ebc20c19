/** Hostile stores, archives and locks for an hour; `EXACT_IB_FUZZ_SECONDS` for another time. */
import { lockTexts } from "../published/lock_texts.ts";
import { fuzzRound } from "../store/fuzz.ts";
import { seeded } from "../system/support.ts";

const SECONDS = Number(Deno.env.get("EXACT_IB_FUZZ_SECONDS") ?? 3600);

Deno.test(`${SECONDS} s of hostile stores, archives and locks end in one line each, and stores heal`, async () => {
  const random = seeded("hostile stores, long"), texts = await lockTexts();
  const end = performance.now() + SECONDS * 1000;
  let rounds = 0;
  for (; performance.now() < end; rounds++) await fuzzRound(random, texts);
  console.log(`${rounds} rounds`);
});
