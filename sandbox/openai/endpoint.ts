import { type Refusal, refusal, statusRefusal } from "../chat-completions/errors";
import { type Answer, measured, type Prompt } from "../engine/answer-prompt";
import type { CountTokens } from "../engine/count-tokens";
import type { Models } from "../engine/model";
import type { Usage } from "../engine/usage";
import type { RequiredField } from "./validate-line";

/** An endpoint that takes requests: each by itself in real time, or as the lines of a batch. */
export interface Endpoint {
  models: Models;
  /** What no line of a batch may lack, beside the model; without it the batch fails as a whole. */
  required: RequiredField;
  /** Prompt tokens that the line of a batch enqueues; 0 where its body is wrong. */
  tokens(body: Fields, count: CountTokens): number;
  /** Inputs of a line, where their number over the whole batch has a limit. */
  inputs?: { most: number; of(body: Fields): number };
  /** Validates one request, lets the engine answer it, and words the body. */
  answer(body: unknown, made: Made, ask: Ask): EndpointReply;
}

export type Fields = Readonly<Record<string, unknown>>;
export type Ask = (prompt: Prompt) => Answer;

/** What the ids and times of an answer are made from; the same key and seed make the same. */
export interface Made {
  key: string;
  seed: number;
  nowMs: number;
}

/** `usage` is what is billed, also where a fault leaves it out of the body; null when refused. */
export interface EndpointReply {
  status: number;
  body: unknown;
  usage: Usage | null;
}

/** How an endpoint checks and words what the engine answers. */
interface EndpointWire<Request> {
  models: Models;
  required: RequiredField;
  check(body: unknown): Checked<Request>;
  word(request: Request, answered: Answered, made: Made): Worded;
  inputs?: Endpoint["inputs"];
}

export type Checked<Request> =
  | { ok: true; request: Request; prompt: Prompt }
  | ({ ok: false } & Refusal);
export type Answered = Extract<Answer, { kind: "answered" }>;
/** Without `usage` it bills what the engine counted. */
type Worded = { ok: true; body: unknown; usage?: Usage } | ({ ok: false } & Refusal);

/** An endpoint of which only the checks and the words are its own. */
export function openEndpoint<Request>(wire: EndpointWire<Request>): Endpoint {
  return {
    models: wire.models,
    required: wire.required,
    ...(wire.inputs === undefined ? {} : { inputs: wire.inputs }),
    tokens(body, count) {
      const checked = wire.check(body);
      return checked.ok ? measured(checked.prompt, count).input : 0;
    },
    answer(body, made, ask) {
      const checked = wire.check(body);
      if (!checked.ok) return refused(checked);
      const answered = ask(checked.prompt);
      if (answered.kind === "status") return refused(statusRefusal(answered.status));
      if (answered.kind === "too_long") {
        return refused(tooLong(answered.model.contextTokens, answered.tokens));
      }
      const worded = wire.word(checked.request, answered, made);
      if (!worded.ok) return refused(worded);
      return { status: 200, body: worded.body, usage: worded.usage ?? answered.usage };
    },
  };
}

function refused({ status, error }: Refusal): EndpointReply {
  return { status, body: { error }, usage: null };
}

function tooLong(most: number, tokens: number): Refusal {
  const message = `This model's maximum context length is ${most} tokens. However, your input resulted in ${tokens} tokens. Please reduce the length of the input.`;
  return refusal(400, message, "input", "context_length_exceeded");
}
