/**
 * A lint rule for modules from which a digest is made: nothing in them may depend on the runtime's
 * mathematics, the clock, chance or the locale (docs/protocol.md, section 12).
 */

/** What of Math is the same bits everywhere: exact, or correctly rounded by IEEE 754. */
const EXACT_MATH = new Set(
  [
    "abs",
    "ceil",
    "clz32",
    "floor",
    "fround",
    "imul",
    "max",
    "min",
    "round",
    "sign",
    "sqrt",
    "trunc",
  ],
);
const FORBIDDEN_GLOBALS = new Set(["Date", "Intl", "Temporal", "performance", "crypto"]);
const LOCALE_METHODS = /^(toLocale\w*|localeCompare)$/;

/** Name of a member that is written out, `a.b` or `a["b"]`; undefined when computed. */
function memberName({ property, computed }: Deno.lint.MemberExpression): string | undefined {
  if (property.type === "Identifier" && !computed) return property.name;
  return property.type === "Literal" && typeof property.value === "string"
    ? property.value
    : undefined;
}

/** `new Date(0)` and the like: a moment that is written out. */
function isFixedDate({ name, parent }: Deno.lint.Identifier): boolean {
  return name === "Date" && parent.type === "NewExpression" && parent.arguments.length > 0 &&
    parent.arguments.every(({ type }) => type === "Literal");
}

/** The plugin, with the one rule `deterministic`. */
export const deterministic: Deno.lint.Plugin = {
  name: "guard",
  rules: {
    deterministic: {
      create(context) {
        const report = (node: Deno.lint.Node, what: string) =>
          context.report({ node, message: `${what} may not reach a digest` });
        return {
          Identifier(node) {
            const { parent, name } = node;
            const member = parent.type === "MemberExpression" ? parent : undefined;
            // The name of a property is no use of the global.
            if (member !== undefined && member.property === node && !member.computed) return;
            if (parent.type === "Property" && parent.key === node && !parent.shorthand) return;
            if (FORBIDDEN_GLOBALS.has(name) && !isFixedDate(node)) report(node, name);
            if (name !== "Math") return;
            const used = member?.object === node ? memberName(member) : undefined;
            if (used === undefined) report(node, "Math other than by a plain member");
            else if (!EXACT_MATH.has(used)) report(node, `Math.${used}`);
          },
          MemberExpression(node) {
            const name = memberName(node);
            if (name !== undefined && LOCALE_METHODS.test(name)) report(node, name);
          },
          BinaryExpression(node) {
            if (node.operator === "**") report(node, "**");
          },
          AssignmentExpression(node) {
            if (node.operator === "**=") report(node, "**=");
          },
        };
      },
    },
  },
};
