import { z } from "zod";

/** A field without effect on the answer. */
const quiet = z.unknown().optional();

const textPart = z.strictObject({ type: z.literal("text"), text: z.string() });

/** One text alone stands for a list of one part. */
const parts = <T extends z.ZodType>(part: T) =>
  z.preprocess(
    (content) => (typeof content === "string" ? [{ type: "text", text: content }] : content),
    z.array(part).min(1),
  );

const imagePart = z.strictObject({
  type: z.literal("image_url"),
  image_url: z.strictObject({ url: z.string(), detail: z.literal("auto").optional() }),
});

const toolCall = z.strictObject({
  id: z.string().min(1),
  type: z.literal("function"),
  function: z.strictObject({ name: z.string().min(1), arguments: z.string() }),
});

const messageSchema = z.discriminatedUnion("role", [
  z.strictObject({ role: z.literal("system"), content: parts(textPart) }),
  z.strictObject({ role: z.literal("developer"), content: parts(textPart) }),
  z.strictObject({
    role: z.literal("user"),
    content: parts(z.discriminatedUnion("type", [textPart, imagePart])),
  }),
  z.strictObject({
    role: z.literal("assistant"),
    content: parts(textPart).nullable().default(null),
    tool_calls: z.array(toolCall).optional(),
    // As answers are echoed.
    refusal: z.null().optional(),
    audio: z.null().optional(),
    function_call: z.null().optional(),
    annotations: z.array(z.never()).optional(),
  }),
  z.strictObject({
    role: z.literal("tool"),
    tool_call_id: z.string().min(1),
    content: parts(textPart),
  }),
]);

const schema = z.record(z.string(), z.unknown());

/** What of a chat-completions body can be said in other words (openai 6.49, ChatCompletionCreateParams). */
export const chatBodySchema = z.strictObject({
  model: z.string(),
  messages: z.array(messageSchema).min(1),
  max_completion_tokens: z.number().int().min(1).optional(),
  max_tokens: z.number().int().min(1).optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().min(0).max(1).optional(),
  stop: z
    .preprocess((stop) => (typeof stop === "string" ? [stop] : stop), z.array(z.string().min(1)))
    .optional(),
  seed: z.number().int().optional(),
  frequency_penalty: z.number().min(-2).max(2).optional(),
  presence_penalty: z.number().min(-2).max(2).optional(),
  reasoning_effort: z.string().optional(),
  response_format: z
    .discriminatedUnion("type", [
      z.strictObject({ type: z.literal("text") }),
      z.strictObject({ type: z.literal("json_object") }),
      z.strictObject({
        type: z.literal("json_schema"),
        json_schema: z.strictObject({
          name: quiet,
          description: quiet,
          strict: quiet,
          schema,
        }),
      }),
    ])
    .optional(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal("function"),
        function: z.strictObject({
          name: z.string().min(1),
          description: z.string().optional(),
          parameters: schema.optional(),
          strict: z.literal([false, null]).optional(),
        }),
      }),
    )
    .optional(),
  tool_choice: z
    .union([
      z.enum(["auto", "none", "required"]),
      z.strictObject({
        type: z.literal("function"),
        function: z.strictObject({ name: z.string().min(1) }),
      }),
    ])
    .optional(),
  parallel_tool_calls: z.literal(true).optional(),
  n: z.literal(1).optional(),
  stream: z.literal(false).optional(),
  logprobs: z.literal(false).optional(),
  logit_bias: z.strictObject({}).optional(),
  service_tier: z.literal(["auto", "default"]).optional(),
  user: quiet,
  metadata: quiet,
  store: quiet,
  safety_identifier: quiet,
  prompt_cache_key: quiet,
  prompt_cache_retention: quiet,
});

export type ChatBody = z.infer<typeof chatBodySchema>;
export type ChatMessage = ChatBody["messages"][number];
