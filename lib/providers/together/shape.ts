import type { ResultShape } from "../../core/result-shape";
import { CHAT_RESULT_SHAPE } from "../dialects/openai/shape";

/**
 * Where a result line keeps things (Together batch guide and skill file, 2026-08-18): as the dialect has it, but a line
 * has no id of its own, so the answer's stands for it. A failed row has `{custom_id, error: {message, code}}` and no
 * status.
 */
export const TOGETHER_RESULT_SHAPE: ResultShape = {
  ...CHAT_RESULT_SHAPE,
  requestId: "/response/body/id",
};
