/** A worker whose outputs are the states of its permissions. */
const NAMES = ["read", "write", "env", "net", "run", "ffi", "sys"] as const;

const scope = self as unknown as {
  onmessage: () => void;
  postMessage(reply: unknown): void;
};

scope.onmessage = () => {
  const states = NAMES.map((name) => [name, Deno.permissions.querySync({ name }).state]);
  scope.postMessage({ result: [Object.fromEntries(states)], seconds: 0 });
};
