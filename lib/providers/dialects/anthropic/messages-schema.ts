import { z } from "zod";
import { IMAGE_TYPES } from "../../../core/request";

/** A field without effect on the answer: cache hints change only what it costs. */
const quiet = z.unknown().optional();
const hint = { cache_control: quiet };

const text = z.strictObject({ type: z.literal("text"), text: z.string(), ...hint });

/** One text alone stands for a list of one block. */
const blocks = <T extends z.ZodType>(block: T) =>
  z.preprocess(
    (content) => (typeof content === "string" ? [{ type: "text", text: content }] : content),
    z.array(block).min(1),
  );

const image = z.strictObject({
  type: z.literal("image"),
  source: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("url"), url: z.string().min(1) }),
    z.strictObject({
      type: z.literal("base64"),
      media_type: z.enum(IMAGE_TYPES),
      data: z.string().min(1),
    }),
  ]),
  ...hint,
});

const toolUse = z.strictObject({
  type: z.literal("tool_use"),
  id: z.string().min(1),
  name: z.string().min(1),
  input: z.record(z.string(), z.unknown()),
  ...hint,
});

const toolResult = z.strictObject({
  type: z.literal("tool_result"),
  tool_use_id: z.string().min(1),
  content: blocks(text),
  is_error: z.literal(false).optional(),
  ...hint,
});

const messageSchema = z.discriminatedUnion("role", [
  z.strictObject({
    role: z.literal("user"),
    content: blocks(z.discriminatedUnion("type", [text, image, toolResult])),
  }),
  z.strictObject({
    role: z.literal("assistant"),
    content: blocks(z.discriminatedUnion("type", [text, toolUse])),
  }),
]);

/** What of Messages parameters can be said in other words (@anthropic-ai/sdk 1.12.0, MessageCreateParams). */
export const messagesBodySchema = z.strictObject({
  model: z.string(),
  max_tokens: z.number().int().min(1),
  messages: z.array(messageSchema).min(1),
  system: blocks(text).optional(),
  stop_sequences: z.array(z.string().min(1)).optional(),
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().min(0).max(1).optional(),
  top_k: z.number().int().min(0).optional(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal("custom").optional(),
        name: z.string().min(1),
        description: z.string().optional(),
        input_schema: z.record(z.string(), z.unknown()),
        strict: z.literal(false).optional(),
        ...hint,
      }),
    )
    .optional(),
  tool_choice: z
    .discriminatedUnion("type", [
      z.strictObject({
        type: z.literal("auto"),
        disable_parallel_tool_use: z.literal(false).optional(),
      }),
      z.strictObject({
        type: z.literal("any"),
        disable_parallel_tool_use: z.literal(false).optional(),
      }),
      z.strictObject({ type: z.literal("none") }),
      z.strictObject({
        type: z.literal("tool"),
        name: z.string().min(1),
        disable_parallel_tool_use: z.literal(false).optional(),
      }),
    ])
    .optional(),
  output_config: z
    .strictObject({
      format: z
        .strictObject({
          type: z.literal("json_schema"),
          schema: z.record(z.string(), z.unknown()),
        })
        .optional(),
    })
    .optional(),
  thinking: z.strictObject({ type: z.literal("disabled") }).optional(),
  stream: z.literal(false).optional(),
  metadata: quiet,
  service_tier: quiet,
  cache_control: quiet,
});

export type MessagesBody = z.infer<typeof messagesBodySchema>;
export type WireMessage = MessagesBody["messages"][number];
