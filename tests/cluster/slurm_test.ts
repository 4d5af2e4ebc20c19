import { assertEquals } from "@std/assert";
import {
  countsOfTasks,
  parseJobId,
  parseMinutes,
  parseMostTasks,
  parseTasks,
} from "../../lib/cluster/slurm.ts";

Deno.test("parseJobId() takes what sbatch --parsable prints, and nothing else", () => {
  assertEquals([parseJobId("17\n"), parseJobId("18;cluster-a\n")], ["17", "18"]);
  for (const text of ["", "Submitted batch job 17", "17 18", "x"]) {
    assertEquals(parseJobId(text), undefined);
  }
});

Deno.test("parseMostTasks() is below MaxArraySize, whose numbers begin with 0", () => {
  assertEquals(parseMostTasks("MailProg = /bin/mail\nMaxArraySize            = 1001\n"), 1000);
  assertEquals(parseMostTasks("MaxArraySize = 0"), 1);
  assertEquals(parseMostTasks(""), undefined);
});

Deno.test("parseMinutes() takes times as people and Slurm write them", () => {
  const times: [string, number | undefined][] = [
    ...([["90m", 90], ["1h", 60], ["1.5h", 90], ["2d", 2880]] as [string, number][]),
    ...([["1:30", 90], ["01:30:30", 91], ["1-12:00:00", 2160]] as [string, number][]),
    ...["", "0m", "h", "1", "1x", "-1h", "1:2", "0:00"].map((
      text,
    ): [string, undefined] => [text, undefined]),
  ];
  for (const [text, minutes] of times) assertEquals(parseMinutes(text), minutes, text);
});

const TEXT = `17_1|COMPLETED
17_2|FAILED
17_3|RUNNING
17_4|NODE_FAIL
17_[5-7,9%4]|PENDING
not a line
18|CANCELLED by 0
`;

Deno.test("parseTasks() reads squeue and sacct, ranges that are still to be made among them", () => {
  const tasks = parseTasks(TEXT);
  assertEquals(tasks.map(({ id, state }) => `${id} ${state}`), [
    "17_1 done",
    "17_2 failed",
    "17_3 running",
    "17_4 failed",
    "17_5 pending",
    "17_6 pending",
    "17_7 pending",
    "17_9 pending",
    "18 failed",
  ]);
  assertEquals(tasks[3].word, "NODE_FAIL");
  assertEquals(parseTasks("1_1|FAILED\n1_1|PENDING").map(({ state }) => state), ["pending"]);
});

Deno.test("countsOfTasks() says how many stand how", () => {
  assertEquals(countsOfTasks(parseTasks(TEXT)), "1 running, 4 pending, 1 done, 3 failed");
  assertEquals(countsOfTasks([]), "none known any more");
});
