/** Address of a remote cache, and what may be sent there to be let in. */

/** Where a remote cache is. */
export interface RemoteAddress {
  /** Without a slash at its end, a password, a query or a fragment. */
  readonly url: string;
  /** Value of the header Authorization; never printed, never sent anywhere else. */
  readonly authorization?: string;
}

/**
 * Reads an address.
 *
 * @param text `http://` or `https://`, a host, perhaps a port and a path.
 * @throws {TypeError} in one line, which does not repeat a password.
 */
export function remoteUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw refusal("an address that begins with http:// or https://", url?.protocol ?? text);
  }
  if (url.username !== "" || url.password !== "") {
    throw refusal("without user and password, which ~/.netrc may hold", "with them");
  }
  if (url.search !== "" || url.hash !== "") {
    throw refusal("without ? and #", `${url.search}${url.hash}`);
  }
  return url.href.replace(/\/+$/, "");
}

function refusal(rule: string, found: string): TypeError {
  return new TypeError(`Cannot use a remote: --remote must be ${rule}, current value is ${found}`);
}

/** User and password for a host. */
interface Login {
  readonly machine: string | undefined;
  readonly login: string;
  readonly password: string;
}

/**
 * The header that a netrc file has for a host, as curl and git read it: `machine`, `login`, `password`, in any order of
 * lines, and `default` for all other hosts.
 *
 * @param text The file's text.
 * @param host Name of the host, without a port.
 * @returns Value of the header Authorization; undefined if the file has nothing for the host.
 */
export function netrcAuthorization(text: string, host: string): string | undefined {
  const logins = readNetrc(text);
  const found = logins.find(({ machine }) => machine === host) ??
    logins.find(({ machine }) => machine === undefined);
  if (found === undefined) return undefined;
  const bytes = new TextEncoder().encode(`${found.login}:${found.password}`);
  return `Basic ${bytes.toBase64()}`;
}

function readNetrc(text: string): Login[] {
  // A macro goes on to an empty line.
  const next = wordsOf(text.replaceAll(/^\s*macdef\b[\s\S]*?(?:\n\s*\n|$)/gm, "\n"));
  const logins: Login[] = [];
  let login: { machine: string | undefined; login: string; password: string } | undefined;
  for (let word = next(false); word !== undefined; word = next(false)) {
    if (word === "machine" || word === "default") {
      const machine = word === "machine" ? next(true) : undefined;
      logins.push(login = { machine, login: "", password: "" });
    } else if (login !== undefined && (word === "login" || word === "password")) {
      login[word] = next(true) ?? "";
    } else if (word === "account") next(true);
  }
  return logins;
}

/** Gives a text's words one by one. A comment goes on to the end of its line; a value may begin like one. */
function wordsOf(text: string): (isValue: boolean) => string | undefined {
  const form = /\s*(?:"((?:[^"\\]|\\.)*)"|(\S+))/y;
  return (isValue) => {
    for (;;) {
      const [, quoted, plain] = form.exec(text) ?? [];
      if (quoted !== undefined) return quoted.replaceAll(/\\(.)/g, "$1");
      if (plain === undefined || isValue || !plain.startsWith("#")) return plain;
      const end = text.indexOf("\n", form.lastIndex);
      if (end < 0) return undefined;
      form.lastIndex = end;
    }
  };
}
