import {
  anything,
  type Check,
  fields,
  first,
  flag,
  isFields,
  listOf,
  object,
  oneOf,
  orNull,
  tagged,
  text,
} from "./checks";

const cacheControl = orNull(fields({ type: oneOf("ephemeral") }, { ttl: oneOf("5m", "1h") }));

/** A block of this type: its own fields beside `type` and `cache_control`. */
const block = (
  type: string,
  required: Readonly<Record<string, Check>>,
  optional: Readonly<Record<string, Check>> = {},
): Check =>
  fields({ type: oneOf(type), ...required }, { cache_control: cacheControl, ...optional });

const filled: Check = (path, value) =>
  value === "" ? `${path}: text content blocks must be non-empty` : text(path, value);

const textBlock = block("text", { text: filled }, { citations: orNull(listOf(object)) });

const base64: Check = (path, value) => {
  const good = typeof value === "string" && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
  return good && value.length % 4 === 0 ? null : `${path}: invalid base64 data`;
};

const httpsUrl: Check = (path, value) => {
  if (typeof value !== "string" || !URL.canParse(value)) return `${path}: Invalid URL`;
  return new URL(value).protocol === "https:" ? null : `${path}: Only HTTPS URLs are supported.`;
};

const mediaType = oneOf("image/jpeg", "image/png", "image/gif", "image/webp");

const imageBlock = block("image", {
  source: tagged({
    base64: fields({ type: anything, media_type: mediaType, data: base64 }),
    url: fields({ type: anything, url: httpsUrl }),
    file: fields({ type: anything, file_id: text }),
  }),
});

const documentBlock = block(
  "document",
  { source: object },
  { title: orNull(text), context: orNull(text), citations: object },
);

const content =
  (blocks: Check): Check =>
  (path, value) =>
    typeof value === "string" ? null : listOf(blocks)(path, value);

const toolResult = block(
  "tool_result",
  { tool_use_id: text },
  { content: content(tagged({ text: textBlock, image: imageBlock })), is_error: flag },
);

const userBlocks = tagged({
  text: textBlock,
  image: imageBlock,
  document: documentBlock,
  tool_result: toolResult,
});

const assistantBlocks = tagged({
  text: textBlock,
  tool_use: block("tool_use", { id: text, name: text, input: object }),
  thinking: fields({ type: anything, thinking: text, signature: text }),
  redacted_thinking: fields({ type: anything, data: text }),
});

const ROLES: Readonly<Record<string, Check>> = {
  user: content(userBlocks),
  assistant: content(assistantBlocks),
  system: content(textBlock),
};

/** `system`: a string or text blocks. */
export const systemField: Check = content(textBlock);

/** `messages`. Only an assistant's last message may be empty. */
export function messagesField(roles: readonly string[]): Check {
  const message: Check = (path, value) => {
    const role = isFields(value) ? value.role : undefined;
    const known = roles.includes(String(role)) ? ROLES[String(role)] : undefined;
    const shape = fields({ role: oneOf(...roles), content: known ?? anything });
    return shape(path, value) ?? (isFields(value) ? emptiness(path, value.content) : null);
  };
  return listOf(message, 1);
}

function emptiness(path: string, value: unknown): string | null {
  const empty = value === "" || (Array.isArray(value) && value.length === 0);
  return empty ? `${path}: user messages must have non-empty content` : null;
}

const MOST_BREAKPOINTS = 4;

/** Over the whole request: there may be four marks for the cache. */
export function tooManyBreakpoints(params: unknown): string | null {
  const found = breakpoints(params);
  return found <= MOST_BREAKPOINTS
    ? null
    : `A maximum of ${MOST_BREAKPOINTS} blocks with cache_control may be provided. Found ${found}.`;
}

/** How many parts of a request ask for the cache. */
export function breakpoints(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + breakpoints(one), 0);
  if (!isFields(value)) return 0;
  const own = isFields(value.cache_control) ? 1 : 0;
  return Object.values(value).reduce<number>((sum, one) => sum + breakpoints(one), own);
}

/** What is told of texts only when a request is run: one without any letter or sign. */
export function blankText(messages: unknown): string | null {
  if (!Array.isArray(messages)) return null;
  return first(
    messages.map((message, i) => () => {
      const parts: unknown = isFields(message) ? message.content : null;
      const texts = Array.isArray(parts)
        ? parts.flatMap((part) => (isFields(part) && part.type === "text" ? [part.text] : []))
        : [parts];
      const blank = texts.some((one) => typeof one === "string" && one.trim() === "");
      return blank ? `messages.${i}: text content blocks must contain non-whitespace text` : null;
    }),
  );
}
