import { lockTexts } from "../published/lock_texts.ts";
import { seeded } from "../system/support.ts";
import { fuzzRound } from "./fuzz.ts";

const ROUNDS = 12;

Deno.test(`${ROUNDS} hostile stores, archives and locks end in one line each, and stores heal`, async () => {
  const random = seeded("hostile stores"), texts = await lockTexts();
  for (let round = 0; round < ROUNDS; round++) await fuzzRound(random, texts);
});
