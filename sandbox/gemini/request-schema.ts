import { z } from "zod";

const free = z.record(z.string(), z.unknown());
const base64 = z.string().regex(/^[A-Za-z0-9+/_-]*={0,2}$/, "Base64 decoding failed");

/** What a part may be; it is exactly one of these. */
const DATA = {
  text: z.string().optional(),
  inlineData: z
    .strictObject({ mimeType: z.string(), data: base64, displayName: z.string().optional() })
    .optional(),
  fileData: z
    .strictObject({
      mimeType: z.string().optional(),
      fileUri: z.string(),
      displayName: z.string().optional(),
    })
    .optional(),
  functionCall: z
    .looseObject({ id: z.string().optional(), name: z.string(), args: free.optional() })
    .optional(),
  functionResponse: z
    .looseObject({ id: z.string().optional(), name: z.string(), response: free })
    .optional(),
  executableCode: free.optional(),
  codeExecutionResult: free.optional(),
};

const part = z
  .strictObject({
    ...DATA,
    thought: z.boolean().optional(),
    thoughtSignature: base64.optional(),
    videoMetadata: free.optional(),
    mediaResolution: free.optional(),
    partMetadata: free.optional(),
  })
  .refine(
    (value) => Object.keys(value).filter((key) => key in DATA).length === 1,
    "required oneof field 'data' must have one initialized field",
  );

const content = (roles: readonly [string, ...string[]]) =>
  z.strictObject({ role: z.enum(roles).optional(), parts: z.array(part).min(1) });

const generationConfig = z
  .strictObject({
    audioTimestamp: z.boolean().optional(),
    candidateCount: z.int().min(1).max(8).optional(),
    enableEnhancedCivicAnswers: z.boolean().optional(),
    frequencyPenalty: z.number().min(-2).max(2).optional(),
    imageConfig: free.optional(),
    logprobs: z.int().min(0).max(20).optional(),
    maxOutputTokens: z.int().min(1).optional(),
    mediaResolution: z.string().startsWith("MEDIA_RESOLUTION_").optional(),
    presencePenalty: z.number().min(-2).max(2).optional(),
    responseFormat: z.array(free).optional(),
    responseJsonSchema: z.unknown().optional(),
    responseLogprobs: z.boolean().optional(),
    responseMimeType: z.enum(["text/plain", "application/json", "text/x.enum"]).optional(),
    responseModalities: z.array(z.enum(["TEXT", "IMAGE", "AUDIO"])).optional(),
    responseSchema: free.optional(),
    seed: z.int32().optional(),
    speechConfig: free.optional(),
    stopSequences: z.array(z.string()).max(5).optional(),
    temperature: z.number().min(0).max(2).optional(),
    thinkingConfig: z
      .strictObject({
        includeThoughts: z.boolean().optional(),
        thinkingBudget: z.int().min(-1).max(32_768).optional(),
        thinkingLevel: z.enum(["MINIMAL", "LOW", "MEDIUM", "HIGH"]).optional(),
      })
      .optional(),
    topK: z.int().min(1).optional(),
    topP: z.number().min(0).max(1).optional(),
  })
  .refine(
    (config) => config.responseJsonSchema === undefined || config.responseSchema === undefined,
    "response_schema must be omitted where response_json_schema is set",
  )
  .refine(
    ({ responseJsonSchema, responseSchema, responseMimeType }) =>
      (responseJsonSchema === undefined && responseSchema === undefined) ||
      responseMimeType === "application/json" ||
      (responseSchema !== undefined && responseMimeType === "text/x.enum"),
    "a schema needs the response_mime_type application/json",
  );

/** FunctionDeclaration, the same types. */
const declaration = z.looseObject({
  name: z.string().regex(/^[a-zA-Z_][\w.:-]{0,127}$/, "Invalid function name"),
  description: z.string().optional(),
  parametersJsonSchema: z.looseObject({ type: z.literal("object") }).optional(),
});

/** GenerateContentRequest of the v1beta API, by the types of @google/genai 2.32 (read 2026-11-23), keys in camel case. */
export const requestSchema = z.strictObject({
  model: z.string().optional(),
  contents: z.array(content(["user", "model", "function"])).min(1, "contents is not specified"),
  systemInstruction: content(["user", "model", "system"]).optional(),
  generationConfig: generationConfig.optional(),
  safetySettings: z
    .array(
      z.strictObject({
        category: z.string().startsWith("HARM_CATEGORY_"),
        threshold: z.enum([
          "HARM_BLOCK_THRESHOLD_UNSPECIFIED",
          "BLOCK_LOW_AND_ABOVE",
          "BLOCK_MEDIUM_AND_ABOVE",
          "BLOCK_ONLY_HIGH",
          "BLOCK_NONE",
          "OFF",
        ]),
      }),
    )
    .optional(),
  tools: z
    .array(z.looseObject({ functionDeclarations: z.array(declaration).optional() }))
    .optional(),
  toolConfig: z
    .looseObject({
      functionCallingConfig: z
        .strictObject({
          mode: z.enum(["AUTO", "ANY", "NONE", "VALIDATED"]).optional(),
          allowedFunctionNames: z.array(z.string()).optional(),
        })
        .refine(
          ({ mode, allowedFunctionNames }) =>
            !allowedFunctionNames || mode === "ANY" || mode === "VALIDATED",
          "allowed_function_names may only be set with the mode ANY or VALIDATED",
        )
        .optional(),
    })
    .optional(),
  cachedContent: z.string().optional(),
});
export type GeminiRequest = z.infer<typeof requestSchema>;
