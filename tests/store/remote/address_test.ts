import { assert, assertEquals, assertThrows } from "@std/assert";
import { netrcAuthorization, remoteUrl } from "../../../lib/store/mod.ts";

Deno.test("remoteUrl() takes http and https, and no slash at the end", () => {
  assertEquals(remoteUrl("http://host:8080/cache/"), "http://host:8080/cache");
  assertEquals(remoteUrl("https://host"), "https://host");
});

Deno.test("remoteUrl() refuses another address in one line that repeats no password", () => {
  for (
    const text of ["", "host/cache", "ftp://host/", "file:///tmp", "https://", "http://h/?a=b"]
  ) {
    assertThrows(() => remoteUrl(text), TypeError, "--remote must be");
  }
  const error = assertThrows(() => remoteUrl("https://me:hunter2@host/"), TypeError);
  assert(!error.message.includes("hunter2"), error.message);
});

const basic = (text: string) => `Basic ${btoa(text)}`;

Deno.test("netrcAuthorization() reads machines, default, quotes, comments and macros", () => {
  const text = `# mine
machine cache.example login me password s3cret
machine other.example
  login "you too"
  password "a \\"b\\" c"
machine sharp.example login me # password no
  password #1
machine quoted.example login "a #b" password "#2 #3"#
macdef init
machine cache.example login wrong password wrong

default login anonymous account x password y`;
  const of = (host: string) => netrcAuthorization(text, host);
  assertEquals(of("cache.example"), basic("me:s3cret"));
  assertEquals(of("other.example"), basic('you too:a "b" c'));
  assertEquals(of("sharp.example"), basic("me:#1"));
  assertEquals(of("quoted.example"), basic("a #b:#2 #3"));
  assertEquals(of("elsewhere"), basic("anonymous:y"));
  assertEquals(netrcAuthorization("machine a login b password c", "d"), undefined);
  assertEquals(netrcAuthorization("", "d"), undefined);
});
