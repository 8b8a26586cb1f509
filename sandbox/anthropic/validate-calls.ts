import { type Fields, first, isFields } from "./checks";

/**
 * Says where calls and their results do not stand side by side, or where tools are missing or not known. The words are
 * those of the API's own errors, as told in 2025 and 2026.
 */
export function callsProblem(params: Fields): string | null {
  const turns = joined(Array.isArray(params.messages) ? params.messages.filter(isFields) : []);
  return first([
    () => pairingProblem(turns),
    () => toolsProblem(params, turns),
    () => choiceProblem(params),
    () => idsProblem(turns),
  ]);
}

interface Spoken {
  role: unknown;
  blocks: Fields[];
}

/** What one role says in a row is one turn (SDK 1.12, notes on messages). */
function joined(messages: readonly Fields[]): Spoken[] {
  const turns: Spoken[] = [];
  for (const { role, content } of messages) {
    const blocks = Array.isArray(content) ? content.filter(isFields) : [];
    const last = turns.at(-1);
    if (last && last.role === role) last.blocks.push(...blocks);
    else turns.push({ role, blocks: [...blocks] });
  }
  return turns;
}

const uses = (turn: Spoken | undefined) =>
  (turn?.blocks ?? []).filter(({ type }) => type === "tool_use").map(({ id }) => String(id));
const results = (turn: Spoken | undefined) =>
  (turn?.blocks ?? [])
    .filter(({ type }) => type === "tool_result")
    .map(({ tool_use_id: id }) => String(id));

function pairingProblem(turns: readonly Spoken[]): string | null {
  return first(
    turns.map((turn, i) => () => {
      const asked = uses(turns[i - 1]);
      const stray = results(turn).find((id) => !asked.includes(id));
      if (stray !== undefined) {
        return `messages.${i}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
      }
      const told = results(turns[i + 1]);
      const open = uses(turn).filter((id) => !told.includes(id));
      return open.length === 0
        ? null
        : `messages.${i}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(", ")}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
    }),
  );
}

function idsProblem(turns: readonly Spoken[]): string | null {
  const ids = turns.flatMap(uses);
  const strange = ids.find((id) => !/^[a-zA-Z0-9_-]+$/.test(id));
  if (strange !== undefined) return "tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'";
  return new Set(ids).size < ids.length ? "messages: `tool_use` ids must be unique" : null;
}

function toolsProblem({ tools }: Fields, turns: readonly Spoken[]): string | null {
  const used = turns.some((turn) => uses(turn).length + results(turn).length > 0);
  const told = Array.isArray(tools) ? tools.filter(isFields) : [];
  if (used && told.length === 0) {
    return "Requests which include `tool_use` or `tool_result` blocks must define tools.";
  }
  const untyped = told.findIndex(
    ({ input_schema: schema }) => !isFields(schema) || schema.type !== "object",
  );
  if (untyped >= 0) return `tools.${untyped}.custom.input_schema.type: Input should be 'object'`;
  const names = new Set(told.map(({ name }) => name));
  return names.size < told.length ? "tools: Tool names must be unique." : null;
}

function choiceProblem({ tools, tool_choice: choice }: Fields): string | null {
  if (!isFields(choice)) return null;
  const told = Array.isArray(tools) ? tools.filter(isFields) : [];
  if (told.length === 0) return "tool_choice may only be specified while providing tools";
  const known = choice.type !== "tool" || told.some(({ name }) => name === choice.name);
  return known
    ? null
    : `tool_choice.name: Tool '${String(choice.name)}' not found in provided tools`;
}
