import { assertEquals } from "@std/assert";

Deno.test("a remote that answers as it should not spoils nothing", async () => {
  const script = new URL("./hostile.ts", import.meta.url).pathname;
  const root = new URL("../../../", import.meta.url).pathname;
  const permissions = ["--allow-read", "--allow-write", "--allow-net=127.0.0.1,localhost"];
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--no-check", "--lock=dev.lock", "--no-prompt", ...permissions, script],
    ...{ cwd: root, env: { NO_COLOR: "1" }, stdin: "null", stdout: "piped", stderr: "null" },
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stdout));
});
