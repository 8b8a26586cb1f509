import type { ChatRequest, ContentPart, ToolCall, Turn } from "../core/request";

/**
 * Puts together the turns of a ready-made request. Each verb tells whether what it is given can stand there: instructions
 * lead, the user begins, the last word is the user's or a tool's, a tool answers a call.
 */
export class Conversation {
  readonly #instructions: string[] = [];
  readonly #turns: Turn[] = [];
  readonly #calls = new Map<string, ToolCall>();

  instruct(text: string): boolean {
    if (this.#turns.length > 0) return false;
    this.#instructions.push(text);
    return true;
  }

  /** Two messages of the user, one after the other, are one turn. */
  user(parts: readonly ContentPart[]): boolean {
    const last = this.#turns.at(-1);
    if (last?.role === "user") this.#turns.pop();
    const before = last?.role === "user" ? last.parts : [];
    this.#turns.push({ role: "user", parts: [...before, ...parts] });
    return true;
  }

  assistant(text: string | null, calls: readonly ToolCall[]): boolean {
    const last = this.#turns.at(-1)?.role;
    if (last !== "user" && last !== "tool") return false;
    for (const call of calls) this.#calls.set(call.id, call);
    this.#turns.push({ role: "assistant", text, calls });
    return true;
  }

  answer(callId: string, text: string): boolean {
    const call = this.#calls.get(callId);
    if (call === undefined) return false;
    this.#turns.push({ role: "tool", call, text });
    return true;
  }

  /** Null when a model has nothing to answer to. */
  end(): Pick<ChatRequest, "system" | "turns"> | null {
    const last = this.#turns.at(-1)?.role;
    if (last !== "user" && last !== "tool") return null;
    const system = this.#instructions.join("\n\n");
    return { ...(system ? { system } : {}), turns: this.#turns };
  }
}
